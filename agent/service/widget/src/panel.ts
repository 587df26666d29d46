/** The window around the conversation: header, notices, live region; opening, closing, and where the focus goes. */

import { button, h, icon, SMALL_SCREEN } from "./dom";
import { CLOSE, FRESH, MORE, TRASH } from "./icons";
import { Menu } from "./menu";
import type { Options } from "./options";
import type { LineState } from "./connection";
import { decide } from "./sheet";
import type { Strings } from "./strings";

const PROBLEM_FOR = 8000; // ms a problem stays on screen

export interface PanelEdge {
  readonly options: Options;
  readonly strings: Strings;
  readonly launcher: HTMLElement;
  fresh(): void;
  forget(): void; // deletes the conversation; what it asks first is asked
  retry(): void;
  opened(): void;
  closed(): void;
  focusInput(): void;
}

export class Panel {
  readonly element: HTMLElement;
  readonly slot = h("div", { class: "slot" });
  readonly drop: HTMLElement;
  readonly #menu: Menu;
  readonly #retry: HTMLButtonElement;
  readonly #trouble = h("p");
  readonly #banner: HTMLElement;

  readonly #title = h("h2", { id: "xiaoer-title" });
  readonly #avatar = h("span", { class: "avatar", "aria-hidden": "true" });
  readonly #state = h("p", { class: "line" });
  readonly #notice = h("div", { class: "notice", role: "alert" });
  readonly #live = h("div", { class: "hidden", role: "status", "aria-live": "polite", "aria-atomic": "false" });
  readonly #phone = matchMedia(SMALL_SCREEN);

  #open = false;
  #before: Element | null = null; // what had the focus
  #asleep: HTMLElement[] = []; // what was made inert
  #forget: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly edge: PanelEdge) {
    const { strings } = edge;
    const close = { class: "tool-button", "aria-label": strings.close, title: strings.close };
    this.#menu = new Menu(strings.menu, MORE, [
      { label: strings.fresh, path: FRESH, act: edge.fresh },
      { label: strings.forget, path: TRASH, danger: true, act: () => void this.#forgetAsked() },
    ]);
    this.#retry = button({ class: "retry" }, edge.retry, strings.retry);
    this.#banner = h("div", { class: "banner", hidden: true }, this.#trouble, this.#retry);
    this.drop = h("div", { class: "drop", hidden: true }, h("p", {}, strings.dropHere));
    this.element = h(
      "section",
      { class: "panel", role: "dialog", "aria-labelledby": "xiaoer-title", tabindex: -1, hidden: true },
      h(
        "div",
        { class: "head" },
        this.#avatar,
        h("div", { class: "names" }, this.#title, this.#state),
        this.#menu.element,
        button(close, () => this.close(), icon(CLOSE)),
      ),
      this.#banner,
      this.slot,
      this.#notice,
      this.drop,
      this.#live,
    );
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.stopPropagation();
      this.close();
    });
    this.#phone.addEventListener("change", () => this.#open && this.#fit());
    for (const kind of ["resize", "scroll"] as const)
      window.visualViewport?.addEventListener(kind, () => this.#open && this.#fitViewport());
    this.name("");
    this.line("closed");
  }

  get isOpen(): boolean {
    return this.#open;
  }

  get onPhone(): boolean {
    return this.#phone.matches;
  }

  /** The shop's name, once it is known. */
  name(shop: string): void {
    const { options, strings } = this.edge;
    const title = options.title ?? shop;
    this.#title.textContent = title || strings.agent;
    this.element.setAttribute("aria-label", strings.dialog(title || strings.agent));
    this.#avatar.textContent = [...(title || strings.agent)][0]?.toUpperCase() ?? "";
  }

  /** How the line to the server is, and whether it has been tried in vain. */
  line(state: LineState, troubled = false): void {
    const { strings } = this.edge;
    const words = {
      closed: strings.online,
      open: strings.online,
      connecting: strings.connecting,
      offline: strings.offline,
    };
    this.element.dataset["line"] = state;
    this.#state.textContent = words[state];
    const trouble = state === "offline" ? strings.offlineMore : troubled ? strings.troubled : "";
    if (trouble === this.#trouble.textContent) return;
    this.#trouble.textContent = trouble;
    this.#retry.hidden = state === "offline";
    this.#banner.hidden = !trouble;
    if (trouble) this.announce(trouble);
  }

  /** Tell a screen reader something once. */
  announce(words: string): void {
    this.#live.append(h("p", {}, words));
    while (this.#live.childElementCount > 3) this.#live.firstElementChild?.remove();
  }

  /** Take back what a screen reader could still find of earlier announcements. */
  hush(): void {
    this.#live.replaceChildren();
  }

  /** Show a problem for a while. */
  problem(words: string): void {
    this.#notice.append(h("p", {}, words));
    while (this.#notice.childElementCount > 2) this.#notice.firstElementChild?.remove();
    clearTimeout(this.#forget);
    this.#forget = setTimeout(() => this.#notice.replaceChildren(), PROBLEM_FOR);
  }

  /** What was wrong is past. */
  calm(): void {
    this.#notice.replaceChildren();
  }

  async #forgetAsked(): Promise<void> {
    const { forgetTitle: title, forgetMore: more, forgetYes: yes, forgetNo: no } = this.edge.strings;
    const sure = await decide(this.element, { title, more, yes, no });
    this.#menu.opener.focus();
    if (sure) this.edge.forget();
  }

  open(focus = true): void {
    if (this.#open) return;
    this.#open = true;
    this.#before = focus ? document.activeElement : null;
    this.element.hidden = false;
    this.edge.launcher.setAttribute("aria-expanded", "true");
    this.#fit();
    this.edge.opened();
    if (!focus) return;
    // On a phone the input would call the keyboard over the greeting.
    if (this.onPhone) this.element.focus();
    else this.edge.focusInput();
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.element.hidden = true;
    this.edge.launcher.setAttribute("aria-expanded", "false");
    this.#modal(false);
    this.edge.closed();
    const host = (this.element.getRootNode() as ShadowRoot).host;
    const before = this.#before;
    const back = before instanceof HTMLElement && before !== document.body && before !== host && before.isConnected;
    (back ? before : this.edge.launcher).focus();
  }

  /** A phone's screen is all the panel's: the page behind sleeps. */
  #fit(): void {
    this.#modal(this.onPhone);
    this.#fitViewport();
  }

  #modal(modal: boolean): void {
    for (const element of this.#asleep) element.inert = false;
    this.#asleep = [];
    document.documentElement.style.removeProperty("overflow");
    this.element.removeAttribute("aria-modal");
    if (!modal) return;
    const host = (this.element.getRootNode() as ShadowRoot).host;
    for (const element of document.body.children)
      if (element !== host && element instanceof HTMLElement && !element.inert) this.#asleep.push(element);
    for (const element of this.#asleep) element.inert = true;
    document.documentElement.style.setProperty("overflow", "hidden");
    this.element.setAttribute("aria-modal", "true");
  }

  /** Above the on-screen keyboard: the visual viewport is what is left. */
  #fitViewport(): void {
    const view = window.visualViewport;
    const { style } = this.element;
    if (!view || !this.onPhone || view.scale > 1.01) {
      style.removeProperty("height");
      style.removeProperty("top");
      return;
    }
    style.height = `${Math.round(view.height)}px`;
    style.top = `${Math.round(view.offsetTop)}px`;
  }
}
