/** The quote behind an [n]. */

import type { Context } from "../context";
import { h, safeUrl } from "../dom";
import type { Citation } from "../protocol";

/** Where a source can be read in full. */
export function sourceUrl({ source }: Citation, base: string): string | null {
  const own = safeUrl(source.url, base);
  if (own) return own;
  const folder = source.kind === "product" ? "products" : "help";
  return source.id ? new URL(`${folder}/${encodeURIComponent(source.id)}`, base).href : null;
}

/** "Returns › Refunds, page 3": the way to the quoted words. */
export function trail({ source }: Citation, context: Context): string {
  const path = [source.title, ...source.headings.filter((heading) => heading !== source.title)].filter(Boolean);
  return path.join(" › ") + (source.page === null ? "" : `, ${context.strings.page(source.page)}`);
}

export function sourceView(citation: Citation, context: Context, id: string): HTMLElement {
  const url = sourceUrl(citation, context.base);
  return h(
    "figure",
    { class: "source", id },
    h("blockquote", {}, citation.quote),
    h(
      "figcaption",
      {},
      h("span", {}, trail(citation, context)),
      url && h("a", { href: url }, context.strings.readMore),
    ),
  );
}
