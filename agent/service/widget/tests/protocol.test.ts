import fc from "fast-check";
import { expect, test } from "vitest";
import { read, write } from "../src/protocol";

test("whatever a server sends, reading it never throws", () => {
  const types = fc.constantFrom(
    "welcome",
    "error",
    "ping",
    "said",
    "token",
    "card",
    "citation",
    "filters",
    "done",
    "x",
  );
  const frames = fc
    .tuple(
      types,
      fc.dictionary(fc.constantFrom("seq", "message", "text", "source", "options", "number"), fc.jsonValue()),
    )
    .map(([type, rest]) => JSON.stringify({ ...rest, type }));
  fc.assert(fc.property(fc.oneof(frames, fc.json(), fc.string()), (data) => void read(data)));
});

test.each([
  "",
  "nonsense",
  "null",
  "[]",
  '{"type":"token","text":"no seq"}',
  '{"type":"future","seq":1,"message":"a"}',
])("%j is no frame", (data) => expect(read(data)).toBeNull());

test("a card's fields have the types that the drawing counts on", () => {
  const frame = read(
    JSON.stringify({
      ...{ v: 1, type: "card", seq: 3, message: "m", product: "P-1", title: "", price: "9.90", currency: "EUR" },
      ...{ rating: "five", stock: null, options: { size: ["S", 4], colour: "red" }, available: false },
    }),
  );
  expect(frame).toMatchObject({ title: "P-1", rating: null, stock: null, available: false });
  expect(frame).toMatchObject({ options: { size: ["S"], colour: [] } });
});

test("a welcome without a conversation is none", () => {
  expect(read('{"type":"welcome","seq":0}')).toBeNull();
  expect(read('{"type":"welcome","conversation":"abc"}')).toMatchObject({ seq: 0, reset: false });
});

test("what is written carries the version", () => {
  expect(JSON.parse(write({ type: "pong" }))).toEqual({ v: 1, type: "pong" });
});
