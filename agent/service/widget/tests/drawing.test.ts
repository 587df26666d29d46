// @vitest-environment happy-dom
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { clock, money, type Context } from "../src/context";
import { NOTHING, received, turnsOf } from "../src/conversation";
import { arrange, h, safePicture, safeUrl } from "../src/dom";
import { readOptions } from "../src/options";
import { cardView, productUrl } from "../src/parts/card";
import { CustomerEntry, ReplyEntry, spokenOf } from "../src/parts/entries";
import type { Card, LogFrame } from "../src/protocol";
import { blocks, spoken } from "../src/richtext";
import { stringsOf } from "../src/strings";
import { card, done, said } from "./frames";

const BASE = "https://shop.example/";
const HOSTILE = '<img src=x onerror="alert(1)"><script>alert(2)</script>';

let said_: string[] = [];
let answered_: [string, boolean][] = [];
beforeEach(() => {
  said_ = [];
  answered_ = [];
});

function context(locale: "en" | "zh" = "en"): Context {
  const page = { script: `${BASE}widget.js`, url: BASE, language: locale, direction: "" };
  return {
    options: readOptions({}, page),
    strings: stringsOf(locale),
    base: BASE,
    say: (text) => said_.push(text),
    answer: (proposal, agree) => answered_.push([proposal, agree]),
    again: () => undefined,
    picture: () => null,
    comparing: { has: () => false, toggle: () => undefined },
  };
}

function reply(frames: LogFrame[], newest = true): HTMLElement {
  const entry = new ReplyEntry("a", context());
  const turn = turnsOf(frames.reduce(received, NOTHING))[0];
  if (turn) entry.update(turn, newest);
  return entry.element;
}

const rich = { base: BASE, cite: (count: number) => (count === 1 ? h("button", {}, "1") : null) };
const drawn = (text: string) => h("div", {}, ...blocks(text, rich));

test("no text of a server becomes an element that it wrote", () => {
  const attacks = fc.oneof(
    fc.string(),
    fc.constantFrom(
      HOSTILE,
      "[x](javascript:alert(1))",
      "[x](data:text/html,1)",
      "**<b onclick=x>**",
      "`<svg onload=1>`",
    ),
  );
  const ours = new Set(["P", "UL", "OL", "LI", "STRONG", "EM", "CODE", "A", "BR", "BUTTON"]);
  fc.assert(
    fc.property(fc.array(attacks), (parts) => {
      for (const element of drawn(parts.join(" ")).querySelectorAll("*")) {
        expect(ours).toContain(element.tagName);
        for (const { name } of element.attributes) expect(name).not.toMatch(/^on/);
        if (element.tagName === "A") expect(element.getAttribute("href")).toMatch(/^(https?|mailto|tel):/);
      }
    }),
  );
});

test("markdown of replies", () => {
  const html = drawn(
    "Hello **you** [1], see [ours](/help) and https://a.example/x.\n\n- one\n- *two*\n\n1. first [9]",
  ).innerHTML;
  expect(html).toContain("<strong>you</strong> <button>1</button>");
  expect(html).toContain('<a href="https://shop.example/help">ours</a>');
  expect(html).toContain('<a href="https://a.example/x" target="_blank" rel="noopener noreferrer nofollow">');
  expect(html).toContain("<ul><li>one</li><li><em>two</em></li></ul>");
  expect(html).toContain('<ol start="1"><li>first [9]</li></ol>');
});

test.each(["5 * 3 * 2", "snake_case_word", "a [note] here", "100% [not a link]", "*"])("%j stays as it is", (text) => {
  expect(drawn(text).innerHTML).toBe(`<p>${text}</p>`);
});

test("addresses and telephone numbers can be tapped, order numbers cannot", () => {
  const html = drawn("Write to care@shop.example, or call +1 207 555 0188. Order LL-101612, 1+1 free.").innerHTML;
  expect(html).toContain('<a href="mailto:care@shop.example">care@shop.example</a>,');
  expect(html).toContain('<a href="tel:+12075550188">+1 207 555 0188</a>.');
  expect(html.match(/<a /g)).toHaveLength(2);
});

test("what is read out has no marks", () => {
  expect(spoken("**Yes** [1], see [here](/x).\n- a")).toBe("Yes , see here. - a");
});

test.each([
  ["javascript:alert(1)", null],
  [" JaVaScRiPt:alert(1)", null],
  ["data:text/html,x", null],
  ["vbscript:x", null],
  ["/a", "https://shop.example/a"],
  ["//other.example/a", "https://other.example/a"],
  ["https://x.example/", "https://x.example/"],
  [null, null],
])("link %j is %j", (href, url) => expect(safeUrl(href, BASE)).toBe(url));

test("a picture may be part of the message, a page may not", () => {
  expect(safePicture("data:image/png;base64,AAAA", BASE)).toMatch(/^data:image/);
  expect(safePicture("data:image/svg+xml,<svg onload=1>", BASE)).toBeNull();
});

test("a hostile product is shown as text and leads nowhere bad", () => {
  const frame = card(1, "a", HOSTILE, { title: HOSTILE, brand: HOSTILE, picture: "javascript:1", url: "javascript:1" });
  const { element } = cardView(frame as Card, context());
  expect(element.querySelector("img, script")).toBeNull();
  expect(element.querySelector(".title")?.textContent).toBe(HOSTILE);
  expect(element.querySelector("a")?.getAttribute("href")).toBe(BASE + "products/" + encodeURIComponent(HOSTILE));
});

test("a picture that does not come leaves the shop's sign, and nobody is told who looked", () => {
  const { element } = cardView(card(1, "a", "P", { picture: "https://cdn.example/gone.jpg" }) as Card, context());
  const image = element.querySelector("img")!;
  expect(image.getAttribute("referrerpolicy")).toBe("no-referrer");
  image.dispatchEvent(new Event("error"));
  expect(element.querySelector("img")).toBeNull();
  expect(element.querySelector(".frame .no-picture svg")).not.toBeNull();
});

test("a hostile customer is shown as text", () => {
  const entry = new CustomerEntry("a", context());
  const turn = turnsOf(received(NOTHING, said(1, "a", HOSTILE)))[0];
  entry.update(spokenOf(turn ?? null, null, true)!);
  expect(entry.element.querySelector("img, script")).toBeNull();
  expect(entry.element.querySelector(".words")?.textContent).toBe(HOSTILE);
});

test("a card says price, reduction, rating and stock in words too", () => {
  const more = {
    list_price: "29.90",
    rating: 4.25,
    rating_count: 1200,
    stock: 2,
    options: { size: ["S", "M"], colour: ["red"] },
  };
  const { element } = cardView(card(1, "a", "P", more) as Card, context());
  const words = element.textContent ?? "";
  for (const part of ["$19.90", "Before: ", "$29.90", "Rated 4.3 of 5 by 1200", "Only 2 left", "2 sizes"])
    expect(words).toContain(part);
  expect(words).not.toContain("colour");
});

test("a product's own page, or else the one of its shop", () => {
  expect(productUrl({ product: "A/1", url: null }, BASE)).toBe(`${BASE}products/A%2F1`);
  expect(productUrl({ product: "A", url: "/p/a" }, BASE)).toBe(`${BASE}p/a`);
});

test("amounts keep every digit", () => {
  expect(money("1234567890123456.78", "USD", "en")).toBe("$1,234,567,890,123,456.78");
  expect(money("5", "not a currency", "en")).toBe("5 not a currency");
});

test("the time of day, with the date of another day", () => {
  const now = new Date("2026-03-04T12:00:00");
  expect(clock("2026-03-04T09:05:00", "en", now)).toMatch(/^9:05\sAM$/);
  expect(clock("2026-03-01T09:05:00", "en", now)).toContain("Mar 1");
  expect(clock("nonsense", "en", now)).toBe("");
});

test("only the newest turn offers quick replies, and tapping one says it", () => {
  const frames: LogFrame[] = [said(1, "a"), { type: "quick_replies", seq: 2, message: "a", choices: ["Yes", "No"] }];
  frames.push(done(3, "a", "Sure?"));
  expect(reply(frames, false).querySelector(".choice")).toBeNull();
  reply(frames).querySelector<HTMLButtonElement>(".choice")?.click();
  expect(said_).toEqual(["Yes"]);
});

test("a citation opens its quote and closes it again", () => {
  const source = { kind: "faq", id: "returns.en", title: "Returns", headings: ["Returns", "How"], page: 3, url: null };
  const element = reply([
    said(1, "a"),
    { type: "citation", seq: 2, message: "a", number: 1, source, quote: HOSTILE },
    done(3, "a", "30 days [1]."),
  ]);
  document.body.replaceChildren(element);
  const cite = element.querySelector<HTMLButtonElement>(".cite")!;
  expect(cite.getAttribute("aria-label")).toBe("Source 1: Returns › How, page 3");
  cite.click();
  expect(cite.getAttribute("aria-expanded")).toBe("true");
  expect(element.querySelector("blockquote")?.textContent).toBe(HOSTILE);
  expect(element.querySelector(".source a")?.getAttribute("href")).toBe(`${BASE}help/returns.en`);
  cite.click();
  expect(element.querySelector("blockquote")).toBeNull();
});

test("a source that the words do not name is shown after them", () => {
  const source = { kind: "faq", id: "x", title: "X", headings: [], page: null, url: null };
  const element = reply([
    { type: "citation", seq: 1, message: "a", number: 1, source, quote: "q" },
    done(2, "a", "Yes."),
  ]);
  expect(element.querySelectorAll(".more-sources .cite")).toHaveLength(1);
});

test("a failed turn offers to try again", () => {
  expect(reply([said(1, "a"), done(2, "a", "", true)]).querySelector(".again")?.textContent).toBe("Try again");
});

test("arranging moves only what is out of place", () => {
  const parts = ["a", "b", "c", "d"].map((id) => h("i", { id }));
  fc.assert(
    fc.property(fc.shuffledSubarray(parts, { minLength: 4 }), (wanted) => {
      const parent = h("div", {}, ...parts);
      arrange(parent, wanted);
      expect([...parent.children].map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
    }),
  );
});

const LATER = new Date(Date.now() + 60_000).toISOString();

function asks(proposal: string, expires = LATER): LogFrame[] {
  const effect = "Order: LL-1\nRefund: $12.00 to PayPal, at once";
  const told = "I can cancel it:\n- Order: LL-1\n- Refund: $12.00 to PayPal, at once\nShall I go ahead?";
  const confirm = { proposal, action: "cancel", effect, title: "Cancel order LL-1", expires };
  return [
    { type: "confirm", seq: 1, message: "a", ...confirm },
    { type: "done", seq: 2, message: "a", reply: told, language: "en", at: "", failed: false },
  ];
}

test("a proposal shows the effect once, part by part, and two buttons", () => {
  const shown = reply(asks("p1"));
  expect([...shown.querySelectorAll("dd")].map((part) => part.textContent)).toEqual([
    "LL-1",
    "$12.00 to PayPal, at once",
  ]);
  expect(shown.querySelector(".text")?.textContent).not.toContain("Refund");
  expect([...shown.querySelectorAll<HTMLButtonElement>(".answers button")].map((one) => one.disabled)).toEqual([
    false,
    false,
  ]);
});

test("a proposal answers once, however often it is pressed", () => {
  const shown = reply(asks("p2"));
  const [yes, no] = shown.querySelectorAll<HTMLButtonElement>(".answers button");
  yes?.click();
  yes?.click();
  no?.click();
  expect(answered_).toEqual([["p2", true]]);
  expect(yes?.disabled && no?.disabled).toBe(true);
  expect(reply(asks("p2")).querySelector<HTMLButtonElement>(".answers button")?.disabled).toBe(true);
});

test.each(["done", "declined", "superseded", "expired"])(
  "a proposal tells after a reload that it is %s",
  (state: string) => {
    const settled: LogFrame = { type: "settled", seq: 3, message: "b", proposal: "p3", state };
    const shown = reply([...asks("p3"), settled]);
    expect(shown.querySelector(".answers")).toBeNull();
    expect(shown.querySelector(".confirm")?.getAttribute("data-state")).toBe(state);
    expect(shown.querySelector(".confirm [role=status]")?.textContent).not.toBe("");
  },
);

test("a proposal can't be agreed to once it is too old", () => {
  const shown = reply(asks("p4", "2020-01-01T00:00:00+00:00"));
  expect(shown.querySelector(".answers")).toBeNull();
  expect(shown.querySelector(".confirm")?.getAttribute("data-state")).toBe("expired");
});
