/** Picking two products to have them compared. */

import { button, h, icon } from "./dom";
import { CLOSE } from "./icons";
import type { Card } from "./protocol";
import type { Strings } from "./strings";

export class Comparison {
  readonly element = h("div", { class: "comparing", hidden: true });
  #picked: Card[] = [];

  constructor(
    private readonly strings: Strings,
    private readonly changed: () => void,
    private readonly ask: (question: string) => void,
  ) {}

  has(product: string): boolean {
    return this.#picked.some((card) => card.product === product);
  }

  /** Pick or unpick; a third takes the place of the first. */
  toggle(card: Card): void {
    this.#picked = this.has(card.product)
      ? this.#picked.filter((other) => other.product !== card.product)
      : [...this.#picked, card].slice(-2);
    this.#draw();
  }

  clear(): void {
    this.#picked = [];
    this.#draw();
  }

  #draw(): void {
    const { strings } = this;
    const [one, other] = this.#picked;
    const names = this.#picked.map((card) => h("span", { class: "picked", dir: "auto" }, card.title));
    const ask = () => {
      const question = one && other ? strings.compareQuestion(one.title, other.title) : "";
      this.clear();
      this.ask(question);
    };
    const label = { class: "tool-button", "aria-label": strings.clearCompare, title: strings.clearCompare };
    this.element.hidden = !one;
    this.element.replaceChildren(
      h("div", { class: "pair" }, ...names),
      other ? button({ class: "primary" }, ask, strings.compareTwo) : h("span", { class: "hint" }, strings.pickAnother),
      button(label, () => this.clear(), icon(CLOSE)),
    );
    this.changed();
  }
}
