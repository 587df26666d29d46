/** A product in the conversation. */

import { money, type Context } from "../context";
import { button, h, icon, safePicture, safeUrl } from "../dom";
import { BAG, CHECK, STAR } from "../icons";
import type { Card } from "../protocol";

const FEW = 5; // pieces: below this the customer is told
const OPTION_NAMES: Record<string, string> = { colour: "颜色", color: "颜色", size: "尺码" };

/** Where a card leads: the shop's own page for the product, or the one that its server shows. */
export function productUrl(card: Pick<Card, "product" | "url">, base: string): string {
  return safeUrl(card.url, base) ?? new URL(`products/${encodeURIComponent(card.product)}`, base).href;
}

function picture(card: Card, context: Context): HTMLElement {
  const empty = () => h("span", { class: "no-picture" }, icon(BAG));
  const url = safePicture(card.picture, context.base);
  if (!url) return empty();
  const alt = card.alt === card.title ? "" : card.alt;
  const image = h("img", {
    src: url,
    alt,
    loading: "lazy",
    decoding: "async",
    draggable: "false",
    referrerpolicy: "no-referrer",
  });
  image.addEventListener("error", () => image.replaceWith(empty()), { once: true });
  return image;
}

function price(card: Card, { strings, options }: Context): HTMLElement {
  const now = money(card.price, card.currency, options.locale);
  const varies = card.price_max !== null && card.price_max !== card.price;
  const reduced = card.list_price !== null && Number(card.list_price) > Number(card.price);
  const before = card.list_price !== null ? money(card.list_price, card.currency, options.locale) : "";
  return h(
    "p",
    { class: reduced ? "price reduced" : "price" },
    h("span", { class: "now" }, varies ? strings.from(now) : now),
    reduced && h("s", {}, h("span", { class: "hidden" }, strings.wasPrice("")), before),
  );
}

function rating(card: Card, { strings, options }: Context): HTMLElement | null {
  if (card.rating === null) return null;
  const value = new Intl.NumberFormat(options.locale, { maximumFractionDigits: 1 }).format(card.rating);
  const count = new Intl.NumberFormat(options.locale).format(card.rating_count);
  return h(
    "p",
    { class: "rating" },
    icon(STAR, true),
    h("span", { "aria-hidden": "true" }, `${value} (${count})`),
    h("span", { class: "hidden" }, strings.rated(value, card.rating_count)),
  );
}

function stock(card: Card, { strings }: Context): HTMLElement {
  if (!card.available) return h("p", { class: "stock out" }, strings.soldOut);
  const few = card.stock !== null && card.stock <= FEW;
  return h("p", { class: few ? "stock few" : "stock" }, few ? strings.fewLeft(card.stock as number) : strings.inStock);
}

function choices(card: Card, { strings, options }: Context): HTMLElement | null {
  const several = Object.entries(card.options).filter(([, values]) => values.length > 1);
  if (several.length === 0) return null;
  const named = several.map(([name, values]) => {
    const shown = options.locale === "zh" ? (OPTION_NAMES[name] ?? name) : name;
    return strings.choices(values.length, shown);
  });
  return h("p", { class: "options" }, named.join(" · "));
}

export interface CardView {
  readonly element: HTMLElement;
  refresh(): void; // whether it is picked for a comparison may have changed
}

export function cardView(card: Card, context: Context): CardView {
  const { strings, comparing } = context;
  const compare = button(
    { class: "compare", "aria-label": strings.compareProduct(card.title) },
    () => comparing.toggle(card),
    h("span", { class: "tick" }, icon(CHECK)),
    strings.compare,
  );
  const link = h(
    "a",
    { class: "card-link", href: productUrl(card, context.base), title: card.title },
    h("span", { class: "frame" }, picture(card, context)),
    card.brand ? h("span", { class: "brand" }, card.brand) : null,
    h("span", { class: "title" }, card.title),
  );
  const element = h(
    "li",
    { class: "card", "data-product": card.product },
    link,
    price(card, context),
    h("div", { class: "facts" }, rating(card, context), stock(card, context)),
    choices(card, context),
    compare,
  );
  const refresh = () => compare.setAttribute("aria-pressed", String(comparing.has(card.product)));
  refresh();
  return { element, refresh };
}
