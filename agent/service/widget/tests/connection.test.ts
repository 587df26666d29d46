import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Connection, delayOf, type Line, type Listener } from "../src/connection";
import { turnsOf } from "../src/conversation";
import type { Shelf } from "../src/outbox";
import type { ErrorFrame } from "../src/protocol";
import { done, said, token } from "./frames";

class FakeLine implements Line {
  sent: Record<string, unknown>[] = [];
  closed = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code?: number }) => void) | null = null;
  onerror: (() => void) | null = null;
  send(data: string): void {
    this.sent.push(JSON.parse(data) as Record<string, unknown>);
  }
  close(): void {
    this.closed = true;
  }
  give(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  welcome(conversation: string, seq = 0, reset = false): void {
    this.onopen?.();
    const limits = { max_characters: 100, max_upload_bytes: 1000 };
    this.give({ type: "welcome", conversation, seq, reset, limits, shop: { name: "Inn" } });
  }
  of(type: string): Record<string, unknown>[] {
    return this.sent.filter((frame) => frame["type"] === type);
  }
}

function setUp() {
  const kept = new Map<string, string>();
  const shelf: Shelf = {
    get: (key) => kept.get(key) ?? null,
    set: (key, value) => void (value === null ? kept.delete(key) : kept.set(key, value)),
  };
  const lines: FakeLine[] = [];
  const world = { online: true };
  const refused: ErrorFrame[] = [];
  const edge = {
    shelf,
    dial: () => {
      const line = new FakeLine();
      lines.push(line);
      return line;
    },
    random: () => 0.5,
    online: () => world.online,
  };
  const listener: Listener = {
    changed: () => undefined,
    welcomed: () => undefined,
    logged: () => undefined,
    refused: (error) => refused.push(error),
  };
  const start = (identity?: string) => new Connection(edge, listener, "en", identity);
  return { shelf, lines, world, refused, start, line: () => lines.at(-1) as FakeLine };
}

const message = (id: string) => ({ id, text: id, attachments: [], page: null, at: "", refused: null });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("what is said before the line is up is sent once it is, in order, once", () => {
  const { start, line } = setUp();
  const connection = start();
  connection.say(message("a"));
  connection.say(message("b"));
  expect(line().sent).toEqual([]);
  line().welcome("c1");
  expect(
    line()
      .of("message")
      .map(({ id }) => id),
  ).toEqual(["a", "b"]);
  connection.say(message("c"));
  expect(
    line()
      .of("message")
      .map(({ id }) => id),
  ).toEqual(["a", "b", "c"]);
});

test("after a drop it goes on where it was, and says again only what the log does not hold", () => {
  const { start, lines, line } = setUp();
  const connection = start();
  connection.open();
  line().welcome("c1");
  connection.say(message("a"));
  connection.say(message("b"));
  line().give(said(1, "a"));
  line().give(token(2, "a", "He"));
  line().onclose?.({ code: 1006 });
  expect(connection.state).toBe("connecting");
  vi.advanceTimersByTime(1000);
  expect(lines).toHaveLength(2);
  line().onopen?.();
  expect(line().sent[0]).toMatchObject({ type: "hello", conversation: "c1", after: 2 });
  line().welcome("c1", 4);
  line().give(token(3, "a", "llo"));
  line().give(done(4, "a", "Hello"));
  expect(
    line()
      .of("message")
      .map(({ id }) => id),
  ).toEqual(["b"]);
  expect(turnsOf(connection.conversation)[0]?.text).toBe("Hello");
});

test("a reload asks for the whole history and keeps the queue", () => {
  const { start, line } = setUp();
  const first = start();
  first.open();
  line().welcome("c1");
  line().give(said(1, "x"));
  first.drop(false);
  first.outbox.add(message("a"));
  start().open();
  line().onopen?.();
  expect(line().sent[0]).toMatchObject({ type: "hello", conversation: "c1", after: null });
  line().welcome("c1", 1);
  expect(
    line()
      .of("message")
      .map(({ id }) => id),
  ).toEqual(["a"]);
});

test("a restarted server's history replaces what was shown", () => {
  const { start, line } = setUp();
  const connection = start();
  connection.open();
  line().welcome("c1");
  line().give(said(1, "old"));
  line().onclose?.({});
  vi.advanceTimersByTime(1000);
  line().welcome("c1", 52, true);
  line().give(said(51, "new"));
  expect(turnsOf(connection.conversation).map(({ id }) => id)).toEqual(["new"]);
});

test("a conversation that the server does not know becomes a new one", () => {
  const { shelf, start, line } = setUp();
  shelf.set("conversation", "gone");
  const connection = start();
  connection.open();
  line().welcome("fresh");
  expect(connection.id).toBe("fresh");
});

test("a ping is answered", () => {
  const { start, line } = setUp();
  start().open();
  line().welcome("c1");
  line().give({ type: "ping" });
  expect(line().of("pong")).toHaveLength(1);
});

test("a silent line is given up", () => {
  const { start, lines, line } = setUp();
  start().open();
  line().welcome("c1");
  vi.advanceTimersByTime(71_000);
  expect(lines[0]?.closed).toBe(true);
  vi.advanceTimersByTime(1000);
  expect(lines).toHaveLength(2);
});

test("offline: nothing is dialled; online again: what was said is sent", () => {
  const { start, lines, line, world } = setUp();
  const connection = start();
  connection.open();
  line().welcome("c1");
  world.online = false;
  connection.offline();
  expect(connection.state).toBe("offline");
  connection.say(message("a"));
  vi.advanceTimersByTime(600_000);
  expect(lines).toHaveLength(1);
  world.online = true;
  connection.open();
  line().welcome("c1");
  expect(
    line()
      .of("message")
      .map(({ id }) => id),
  ).toEqual(["a"]);
});

test("a message that is refused for a while goes again by itself", () => {
  const { start, line } = setUp();
  const connection = start();
  connection.open();
  line().welcome("c1");
  connection.say(message("a"));
  line().give({ type: "error", code: "too_many", text: "slow down", id: "a", retry_after: 2 });
  vi.advanceTimersByTime(1900);
  expect(line().of("message")).toHaveLength(1);
  vi.advanceTimersByTime(200);
  expect(line().of("message")).toHaveLength(2);
});

test("a message that is refused for good says why, and stays to be tried again", () => {
  const { start, line, refused } = setUp();
  const connection = start();
  connection.open();
  line().welcome("c1");
  connection.say(message("a"));
  line().give({ type: "error", code: "bad_message", text: "too long", id: "a" });
  expect(connection.outbox.items[0]?.refused).toBe("too long");
  expect(refused).toEqual([]);
  connection.again("a");
  expect(line().of("message")).toHaveLength(2);
  line().give({ type: "error", code: "internal", text: "sorry" });
  expect(refused.map(({ code }) => code)).toEqual(["internal"]);
});

test("a live frame that does not come is asked for again", () => {
  const { start, lines, line } = setUp();
  const connection = start();
  connection.open();
  line().welcome("c1", 0);
  line().give(said(1, "a"));
  line().give(done(3, "a", "x"));
  vi.advanceTimersByTime(2000);
  expect(lines).toHaveLength(2);
  line().onopen?.();
  expect(line().sent[0]).toMatchObject({ after: 1 });
});

test("frames that come in the wrong order are no reason to dial", () => {
  const { start, lines, line } = setUp();
  start().open();
  line().welcome("c1", 0);
  line().give(done(2, "a", "x"));
  line().give(said(1, "a"));
  vi.advanceTimersByTime(2000);
  expect(lines).toHaveLength(1);
});

test("a new conversation leaves nothing of the old one", () => {
  const { shelf, start, line } = setUp();
  const connection = start();
  connection.open();
  line().welcome("c1");
  line().give(said(1, "a"));
  connection.fresh();
  line().onopen?.();
  expect(line().sent[0]).toMatchObject({ conversation: null, after: null });
  expect(turnsOf(connection.conversation)).toEqual([]);
  expect(shelf.get("outbox")).toBeNull();
});

test("another tab's conversation is joined", () => {
  const { shelf, start, line } = setUp();
  const connection = start();
  connection.open();
  line().welcome("c1");
  shelf.set("conversation", "c2");
  connection.join();
  line().onopen?.();
  expect(line().sent[0]).toMatchObject({ conversation: "c2", after: null });
});

test("a server that wants no more of it is not pestered", () => {
  const { start, lines, line } = setUp();
  start().open();
  line().onclose?.({ code: 4400 });
  vi.advanceTimersByTime(5000);
  expect(lines).toHaveLength(1);
  vi.advanceTimersByTime(20_000);
  expect(lines).toHaveLength(2);
});

test("delays double up to a limit and are spread", () => {
  expect(delayOf(0, 1)).toBe(500);
  expect(delayOf(3, 1)).toBe(4000);
  fc.assert(
    fc.property(fc.nat(1000), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      const delay = delayOf(attempt, random);
      expect(delay).toBeGreaterThanOrEqual(150);
      expect(delay).toBeLessThanOrEqual(20_000);
    }),
  );
});

test.each([
  [undefined, undefined],
  ["", ""],
  ["a.b.c", "a.b.c"],
])("a site's word on who is there (%j) goes with every hello", (identity, sent) => {
  const { start, line } = setUp();
  const connection = start(identity);
  connection.open();
  line().onopen?.();
  expect((line().sent[0] as { identity?: string }).identity).toBe(sent);
});
