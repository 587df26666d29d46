/** What the script tag says. */

import { parseColour } from "./colour";

export interface Options {
  readonly server: string; // origin and path prefix of the shop's server, without a slash at the end
  readonly locale: "en" | "zh";
  readonly theme: "auto" | "light" | "dark";
  readonly brand: string | null; // null: the shop's own, as the server tells it
  readonly position: "end" | "start";
  readonly direction: "ltr" | "rtl";
  readonly open: boolean;
  readonly product: string | null; // the product this page is about
  readonly title: string | null;
  readonly greeting: string | null;
  readonly identity: string | null; // a token of the shop's site; "": nobody is signed in there, null: it doesn't say
}

interface Rule {
  readonly fits: (value: string) => boolean;
  readonly needed: string;
}

const oneOf = (...words: string[]): Rule => ({
  fits: (value) => words.includes(value.toLowerCase()),
  needed: words.join(", "),
});

const RULES: Readonly<Record<string, Rule>> = {
  server: { fits: (value) => webAddress(value, "https://page.invalid/") !== null, needed: "an http or https address" },
  locale: { fits: (value) => /^(en|zh)(-|$)/i.test(value), needed: "en, zh" },
  theme: oneOf("light", "dark", "auto"),
  brand: { fits: (value) => parseColour(value) !== null, needed: "a colour such as #b4532a" },
  position: oneOf("end", "start", "left", "right"),
  dir: oneOf("ltr", "rtl"),
  open: { fits: (value) => ["", "true", "false"].includes(value.toLowerCase()), needed: "true, false" },
};

/** What is wrong with a script tag's attributes: the attribute, its value, what is needed. An empty one is left out. */
export function problemsOf(data: DOMStringMap): string[] {
  // Names that we do not know are not ours to judge: page optimisers leave attributes of their own on script tags.
  return Object.entries(RULES).flatMap(([name, { fits, needed }]) => {
    const value = data[name]?.trim();
    return !value || fits(value) ? [] : [`data-${name} is "${value}"; needed: ${needed}`];
  });
}

function webAddress(value: string, page: string): URL | null {
  try {
    const url = new URL(value, page);
    return /^https?:$/.test(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

const LEFT = new Set(["start", "left"]);

function serverOf(data: DOMStringMap, script: string, page: string): string {
  const base = (data["server"] && webAddress(data["server"], page)) || webAddress(".", script || page);
  return base ? (base.origin + base.pathname).replace(/\/+$/, "") : new URL(page).origin;
}

/** Chinese where the tag, or else the page, says so; English anywhere else. */
export function localeOf(...tags: (string | null | undefined)[]): "en" | "zh" {
  const tag = tags.find((value) => value);
  return tag?.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** The options of a script tag on a page. `data-position="left"` means left in either writing direction. */
export function readOptions(
  data: DOMStringMap,
  page: { script: string; url: string; language: string; direction: string },
): Options {
  const direction = (data["dir"] || page.direction).toLowerCase() === "rtl" ? "rtl" : "ltr";
  const wanted = (data["position"] ?? "end").toLowerCase();
  const physical = wanted === "left" || wanted === "right";
  const atStart = physical ? (wanted === "left") === (direction === "ltr") : LEFT.has(wanted);
  return {
    server: serverOf(data, page.script, page.url),
    locale: localeOf(data["locale"], page.language),
    theme: data["theme"] === "light" || data["theme"] === "dark" ? data["theme"] : "auto",
    brand: data["brand"] || null,
    position: atStart ? "start" : "end",
    direction,
    open: data["open"] !== undefined && data["open"] !== "false",
    product: data["product"] || null,
    title: data["title"] || null,
    greeting: data["greeting"] || null,
    identity: data["identity"]?.trim() ?? null,
  };
}
