import { expect, test, vi } from "vitest";
import { Newsroom } from "../src/news";

test("who listens is told until it stops listening", () => {
  const news = new Newsroom();
  const heard: string[] = [];
  const stop = news.on("message", ({ text }) => heard.push(text));
  news.tell("message", { text: "one" });
  stop();
  news.tell("message", { text: "two" });
  expect(heard).toEqual(["one"]);
});

test("a listener that throws harms nobody else", () => {
  const reported = vi.fn();
  vi.stubGlobal("reportError", reported);
  const news = new Newsroom();
  const heard: number[] = [];
  news.on("unread", () => {
    throw new Error("theirs");
  });
  news.on("unread", ({ count }) => heard.push(count));
  news.tell("unread", { count: 2 });
  vi.unstubAllGlobals();
  expect(heard).toEqual([2]);
  expect(reported).toHaveBeenCalledOnce();
});

test("news that there is not says which there is", () => {
  expect(() => new Newsroom().on("typing" as never, () => undefined)).toThrow(/"typing".*open, close, message, reply/);
});
