/** What the script tag says. */

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
}

const LEFT = new Set(["start", "left"]);

function serverOf(data: DOMStringMap, script: string, page: string): string {
  const base = data["server"] ? new URL(data["server"], page) : new URL(".", script || page);
  return base.protocol.startsWith("http") ? (base.origin + base.pathname).replace(/\/+$/, "") : new URL(page).origin;
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
  };
}
