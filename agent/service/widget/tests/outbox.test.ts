import { expect, test } from "vitest";
import { openShelf, Outbox, type Outgoing, type Shelf } from "../src/outbox";

const item = (id: string): Outgoing => ({ id, text: id, attachments: [], page: null, at: "", refused: null });

function memory(): Shelf {
  const kept = new Map<string, string>();
  return {
    get: (key) => kept.get(key) ?? null,
    set: (key, value) => void (value === null ? kept.delete(key) : kept.set(key, value)),
  };
}

test("what was not accepted is there again after a reload", () => {
  const shelf = memory();
  const box = new Outbox(shelf);
  box.add(item("a"));
  box.add(item("b"));
  box.add(item("a"));
  box.accepted("a");
  expect(new Outbox(shelf).items.map(({ id }) => id)).toEqual(["b"]);
});

test("a refused message waits until it is tried again", () => {
  const box = new Outbox(memory());
  box.add(item("a"));
  box.refused("a", "too long");
  expect(box.sendable).toEqual([]);
  expect(box.items[0]?.refused).toBe("too long");
  box.again("a");
  expect(box.sendable).toHaveLength(1);
});

test.each(["no json", "{}", "[1, null]", '[{"id": 3}]'])("a shelf with %j in it is an empty one", (text) => {
  const shelf = memory();
  shelf.set("outbox", text);
  expect(new Outbox(shelf).items).toEqual([]);
});

test("a browser that forbids storage keeps things for the page", () => {
  const shelf = openShelf("x ", () => {
    throw new DOMException("denied", "SecurityError");
  });
  shelf.set("conversation", "abc");
  expect(shelf.get("conversation")).toBe("abc");
  expect(shelf.get("other")).toBeNull();
});
