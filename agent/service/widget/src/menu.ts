/** A button with a short menu behind it, by the ARIA practices for menu buttons. */

import { button, h, icon } from "./dom";

export interface Item {
  readonly label: string;
  readonly path: string; // of its icon
  readonly danger?: boolean;
  act(): void;
}

export class Menu {
  readonly element: HTMLElement;
  readonly opener: HTMLButtonElement;
  readonly #list: HTMLElement;
  readonly #buttons: HTMLButtonElement[];

  constructor(label: string, path: string, items: readonly Item[]) {
    this.opener = button(
      { class: "tool-button", "aria-label": label, title: label, "aria-haspopup": "menu", "aria-expanded": false },
      () => (this.isOpen ? this.close() : this.open()),
      icon(path),
    );
    this.#buttons = items.map((item) =>
      button(
        { role: "menuitem", tabindex: -1, class: item.danger ? "danger" : null },
        () => {
          this.close();
          item.act();
        },
        icon(item.path),
        item.label,
      ),
    );
    this.#list = h("div", { class: "menu", role: "menu", "aria-label": label, hidden: true }, ...this.#buttons);
    this.element = h("div", { class: "menu-slot" }, this.opener, this.#list);
    this.element.addEventListener("keydown", (event) => this.#key(event));
    this.element.addEventListener("focusout", ({ relatedTarget }) => {
      if (!this.element.contains(relatedTarget as Node | null)) this.#hide();
    });
  }

  get isOpen(): boolean {
    return !this.#list.hidden;
  }

  open(): void {
    this.#list.hidden = false;
    this.opener.setAttribute("aria-expanded", "true");
    this.#buttons[0]?.focus();
  }

  /** Put it away; the focus goes back to the button. */
  close(): void {
    if (!this.isOpen) return;
    this.opener.focus();
    this.#hide();
  }

  #hide(): void {
    this.#list.hidden = true;
    this.opener.setAttribute("aria-expanded", "false");
  }

  #key(event: KeyboardEvent): void {
    if (!this.isOpen) {
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      return this.open();
    }
    if (event.key === "Tab") return this.#hide();
    const last = this.#buttons.length - 1;
    const root = this.element.getRootNode() as ShadowRoot | Document;
    const at = this.#buttons.findIndex((item) => item === root.activeElement);
    const next: Record<string, number> = {
      ArrowDown: at === last ? 0 : at + 1,
      ArrowUp: at <= 0 ? last : at - 1,
      Home: 0,
      End: last,
    };
    const to = next[event.key];
    if (to === undefined && event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation(); // Esc closes the menu, not the chat around it
    if (to === undefined) this.close();
    else this.#buttons[to]?.focus();
  }
}
