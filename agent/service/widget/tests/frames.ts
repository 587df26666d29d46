import fc from "fast-check";
import type { LogFrame } from "../src/protocol";

export const said = (seq: number, message: string, text = "hello"): LogFrame => ({
  type: "said",
  seq,
  message,
  author: "customer",
  text,
  at: "2026-01-02T03:04:05Z",
  attachments: [],
});
export const token = (seq: number, message: string, text: string): LogFrame => ({ type: "token", seq, message, text });
export const done = (seq: number, message: string, reply: string, failed = false): LogFrame => ({
  type: "done",
  seq,
  message,
  reply,
  language: "en",
  at: "2026-01-02T03:04:06Z",
  failed,
});
export const card = (seq: number, message: string, product: string, more: object = {}): LogFrame =>
  ({
    type: "card",
    seq,
    message,
    product,
    title: `Title of ${product}`,
    price: "19.90",
    currency: "USD",
    price_max: null,
    list_price: null,
    picture: null,
    alt: "",
    url: null,
    brand: "",
    rating: null,
    rating_count: 0,
    available: true,
    stock: null,
    options: {},
    ...more,
  }) as LogFrame;

/** Logs as a server writes them: turns one after another, `seq` rising by 1. */
export const logs = fc
  .array(
    fc.record({
      message: fc.constantFrom("a", "b", "c", "d"),
      kind: fc.constantFrom("said", "typing", "token", "card", "quick_replies", "tool", "done", "failed"),
      text: fc.string({ maxLength: 6 }),
    }),
    { maxLength: 40 },
  )
  .map((parts) =>
    parts.map(({ message, kind, text }, index): LogFrame => {
      const seq = index + 1;
      switch (kind) {
        case "said":
          return said(seq, message, text);
        case "token":
          return token(seq, message, text);
        case "card":
          return card(seq, message, text || "P");
        case "quick_replies":
          return { type: "quick_replies", seq, message, choices: [text] };
        case "tool":
          return { type: "tool", seq, message, name: "search_products", state: seq % 2 ? "started" : "finished" };
        case "done":
          return done(seq, message, text);
        case "failed":
          return done(seq, message, "", true);
        default:
          return { type: "typing", seq, message };
      }
    }),
  );
