/** What an empty conversation shows: a welcome and a few things one can ask. */

import type { Context } from "./context";
import { button, h } from "./dom";

export function introView(context: Context, shop: string): HTMLElement {
  const { strings, options } = context;
  const starters = options.product ? strings.productStarters : strings.starters;
  const asks = starters.map((words) => button({ class: "choice", dir: "auto" }, () => context.say(words), words));
  return h(
    "div",
    { class: "intro" },
    h("p", { class: "welcome" }, strings.greeting(options.title ?? shop)),
    h("p", { class: "more", dir: "auto" }, options.greeting ?? strings.greetingMore),
    h("div", { class: "choices", role: "group", "aria-label": strings.quickReplies }, ...asks),
  );
}
