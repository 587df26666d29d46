// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { Latest } from "../src/latest";
import { stringsOf } from "../src/strings";

test("the way to the end counts what came, until the end is reached", () => {
  const latest = new Latest(stringsOf("en"), () => undefined);
  const { element } = latest;
  latest.moved(false);
  expect(element.hidden).toBe(false);
  expect(element.textContent).toBe("");
  latest.add();
  latest.add();
  expect(element.textContent).toBe("2 new messages");
  latest.moved(true);
  expect(element.hidden).toBe(true);
  latest.moved(false);
  expect(element.textContent).toBe("");
});
