/** The way back to the newest words, which says how many came while older ones were read. */

import { button, h, icon } from "./dom";
import { DOWN } from "./icons";
import type { Strings } from "./strings";

export class Latest {
  readonly element: HTMLButtonElement;
  readonly #words = h("span");
  #count = 0;

  constructor(
    private readonly strings: Strings,
    go: () => void,
  ) {
    this.element = button({ class: "to-latest", hidden: true }, go, icon(DOWN), this.#words);
    this.#draw();
  }

  /** The reader scrolled. */
  moved(atEnd: boolean): void {
    this.element.hidden = atEnd;
    if (atEnd && this.#count > 0) this.#set(0);
  }

  /** Something new came that the reader does not see. */
  add(): void {
    this.#set(this.#count + 1);
  }

  #set(count: number): void {
    this.#count = count;
    this.#draw();
  }

  #draw(): void {
    const words = this.#count > 0 ? this.strings.unread(this.#count) : "";
    this.#words.textContent = words;
    this.#words.hidden = !words;
    this.element.classList.toggle("news", this.#count > 0);
    const label = [words, this.strings.toLatest].filter(Boolean).join(". ");
    this.element.setAttribute("aria-label", label);
    this.element.title = this.strings.toLatest;
  }
}
