import fc from "fast-check";
import { expect, test } from "vitest";
import {
  hasGap,
  NOTHING,
  received,
  resumeAfter,
  turnsOf,
  viewOf,
  welcomed,
  type Turn,
  silent,
} from "../src/conversation";
import type { LogFrame } from "../src/protocol";
import { card, done, logs, said, token } from "./frames";

const fold = (frames: readonly LogFrame[], start = NOTHING) => frames.reduce(received, start);

test("any order and any repetition of a log shows the same conversation", () => {
  const disordered = logs.chain((log) =>
    fc.tuple(
      fc.constant(log),
      fc.shuffledSubarray(log, { minLength: log.length, maxLength: log.length }),
      log.length ? fc.array(fc.constantFrom(...log), { maxLength: 20 }) : fc.constant([]),
    ),
  );
  fc.assert(
    fc.property(disordered, ([log, shuffled, repeated]) => {
      expect(turnsOf(fold([...shuffled, ...repeated]))).toEqual(turnsOf(fold(log)));
    }),
  );
});

test("losing the line at any frame and going on after the seq that is asked for misses and doubles nothing", () => {
  fc.assert(
    fc.property(logs, fc.nat(), fc.nat(), (log, cut, arrived) => {
      const replayed = log.length ? cut % (log.length + 1) : 0;
      let client = welcomed(NOTHING, replayed, false);
      const until = log.length ? Math.max(replayed, arrived % (log.length + 1)) : 0;
      client = fold(log.slice(0, until), client);
      const after = resumeAfter(client);
      client = fold(log.slice(after), welcomed(client, log.length, false));
      expect(turnsOf(client)).toEqual(turnsOf(fold(log)));
    }),
  );
});

test("the seq to go on after never jumps over a live frame that is missing", () => {
  fc.assert(
    fc.property(logs, fc.nat(40), fc.nat(40), (log, replayed, missing) => {
      const live = log.slice(Math.min(replayed, log.length));
      const lost = live[missing % Math.max(1, live.length)];
      const start = fold(log.slice(0, replayed), welcomed(NOTHING, Math.min(replayed, log.length), false));
      const client = fold(
        live.filter((frame) => frame !== lost),
        start,
      );
      if (lost) expect(resumeAfter(client)).toBeLessThan(lost.seq);
      expect(hasGap(client)).toBe(lost !== undefined && lost !== live.at(-1));
    }),
  );
});

test("a replayed history may have gaps where tokens were merged", () => {
  const client = fold(
    [said(1, "a"), token(5, "a", "all of it"), done(6, "a", "all of it")],
    welcomed(NOTHING, 6, false),
  );
  expect(hasGap(client)).toBe(false);
  expect(resumeAfter(client)).toBe(6);
});

test("the same frame again changes nothing at all", () => {
  const once = fold([said(1, "a")]);
  expect(received(once, said(1, "a", "other words"))).toBe(once);
});

test("a reset forgets what was shown", () => {
  const client = welcomed(fold([said(1, "a"), done(2, "a", "x")]), 10, true);
  expect(turnsOf(client)).toEqual([]);
  expect(resumeAfter(fold([said(9, "a")], client))).toBe(9);
});

test("turns stand in the order in which they were said", () => {
  const client = fold([said(4, "b"), said(1, "a"), done(6, "b", "2"), done(5, "a", "1")]);
  expect(turnsOf(client).map((turn) => turn.id)).toEqual(["a", "b"]);
});

const view = (...frames: LogFrame[]) => viewOf([...fold(frames).turns.values()][0] as Turn);

test.each([
  ["waiting", [said(1, "a")]],
  ["typing", [said(1, "a"), { type: "typing", seq: 2, message: "a" } as LogFrame]],
  ["streaming", [said(1, "a"), token(2, "a", "He")]],
  ["done", [said(1, "a"), token(2, "a", "He"), done(3, "a", "Hello")]],
  ["failed", [said(1, "a"), done(2, "a", "", true)]],
] as const)("a turn is %s", (status, frames) => {
  expect(view(...frames).status).toBe(status);
});

test("the whole reply at the end replaces what was streamed", () => {
  expect(view(token(1, "a", "Helo"), done(2, "a", "Hello.")).text).toBe("Hello.");
});

test("a turn that failed and is tried again starts from nothing", () => {
  const again = view(said(1, "a"), token(2, "a", "half"), done(3, "a", "", true), token(4, "a", "Whole."));
  expect(again.text).toBe("Whole.");
  expect(again.status).toBe("streaming");
  expect(again.said?.text).toBe("hello");
});

test("a product that is named twice is one card", () => {
  expect(view(card(1, "a", "P"), card(2, "a", "Q"), card(3, "a", "P")).cards.map((one) => one.product)).toEqual([
    "P",
    "Q",
  ]);
});

test("tools that run are named until they finish", () => {
  const started: LogFrame = { type: "tool", seq: 1, message: "a", name: "get_product", state: "started" };
  expect(view(started).tools).toEqual(["get_product"]);
  expect(view(started, { ...started, seq: 2, state: "finished" }).tools).toEqual([]);
});

test("what a colleague says is not the customer's", () => {
  const staff: LogFrame = { ...(said(2, "a", "I am here") as object), author: "Lin" } as LogFrame;
  const turn = view(said(1, "a"), staff);
  expect(turn.said?.text).toBe("hello");
  expect(turn.staff).toEqual([staff]);
});

test("a colleague comes, speaks and goes in this order, and waiting for them is nothing to show", () => {
  const person = (seq: number, here: boolean): LogFrame => ({ type: "person", seq, message: "a", name: "Lin", here });
  const staff: LogFrame = { ...(said(4, "a", "I am here") as object), author: "Lin" } as LogFrame;
  const waiting = view(said(1, "a"), done(2, "a", ""));
  expect(silent(waiting)).toBe(true);
  const turn = view(said(1, "a"), done(2, "a", ""), person(3, true), staff, person(5, false));
  expect(turn.staff.map((one) => one.seq)).toEqual([3, 4, 5]);
  expect(silent(turn)).toBe(false);
  expect(silent(view(said(1, "a"), done(2, "a", "Hello")))).toBe(false);
  expect(silent(view(said(1, "a")))).toBe(false);
  expect(view(said(1, "a"), person(2, true)).status).toBe("waiting");
});
