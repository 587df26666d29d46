/**
 * deep-chat as the chat surface: its message list, its text input, its send button, in its own shadow root.
 *
 * Entries are deep-chat messages that hold an empty element of ours, which our code then fills: so a reply can grow and
 * change in any order. Sending goes through our queue instead of deep-chat's one-request-at-a-time service, because a
 * customer may write on while an answer comes, or while there is no line at all.
 */

import "deep-chat/dist/deepChat.bundle.js";
import type { DeepChat } from "deep-chat";
import { arrange, button, h, icon } from "./dom";
import { PICTURE, SEND } from "./icons";
import type { Strings } from "./strings";
import base from "./styles/base.css?inline";
import cards from "./styles/cards.css?inline";
import composer from "./styles/composer.css?inline";
import entries from "./styles/entries.css?inline";
import frame from "./styles/surface.css?inline";
import { TYPES } from "./uploads";

export interface SurfaceEdge {
  readonly strings: Strings;
  /** Whether this text can be sent now. */
  sendable(text: string): boolean;
  submit(text: string): void;
  files(files: File[]): void;
  typed(text: string): void;
}

const SEND_ICON = `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round" xmlns="http://www.w3.org/2000/svg"><path d="${SEND}"/></svg>`;

function picturesOf(transfer: DataTransfer | null): File[] {
  return [...(transfer?.files ?? [])].filter((file) => file.type.startsWith("image/"));
}

export class Surface {
  readonly element = document.createElement("xiaoer-deep-chat") as DeepChat;
  readonly ready: Promise<void>;
  readonly above = h("div", { class: "above" }); // between the messages and the input

  #boxes = new Map<string, HTMLElement>(); // key -> deep-chat's container of the message
  #input!: HTMLElement;
  #list!: HTMLElement;

  constructor(private readonly edge: SurfaceEdge) {
    this.ready = new Promise((resolve) => {
      this.element.onComponentRender = () => {
        this.#dress();
        resolve();
      };
    });
    // deep-chat renders when its properties settle, and by a timer of its own if that takes long: once is enough, and a
    // second time would throw away what we added.
    const render = this.element.onRender.bind(this.element);
    this.element.onRender = () => {
      this.element.onRender = () => undefined;
      render();
    };
    this.element.style.cssText = "display:block;width:100%;height:100%;border:0;background:none;font:inherit";
    Object.assign(this.element, {
      auxiliaryStyle: [base, frame, entries, cards, composer].join("\n"),
      connect: { handler: () => undefined },
      displayLoadingBubble: false,
      textInput: { placeholder: { text: edge.strings.placeholder } },
      submitButtonStyles: { position: "inside-end", submit: { svg: { content: SEND_ICON } } },
      validateInput: (text?: string) => edge.sendable(text ?? ""),
    });
  }

  /** The scrolling list of messages. */
  get list(): HTMLElement {
    return this.#list;
  }

  get text(): string {
    return this.#input.innerText.trim();
  }

  set text(words: string) {
    this.#input.textContent = words;
    this.#input.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }

  /** Look again whether the send button may be pressed. */
  validate(): void {
    this.element.disableSubmitButton(false);
  }

  focus(): void {
    this.#input.focus();
    // Firefox puts no caret into an editable element of a shadow root, and would drop what is typed until a click does.
    document.getSelection()?.collapse(this.#input, this.#input.childNodes.length);
  }

  /** A place for an entry, made on first use. */
  place(key: string, role: "user" | "ai", content: HTMLElement): void {
    if (this.#boxes.has(key)) return;
    this.element.addMessage({ html: `<div data-place="new"></div>`, role });
    const place = this.#list.querySelector('[data-place="new"]');
    const box = place?.closest<HTMLElement>(".outer-message-container");
    if (!place || !box) throw new Error("deep-chat made no message");
    place.replaceWith(content);
    this.#boxes.set(key, box);
  }

  /** Put the entries in this order; those not named are removed. */
  arrange(keys: readonly string[]): void {
    const wanted = new Set(keys);
    for (const [key, box] of this.#boxes) {
      if (wanted.has(key)) continue;
      box.remove();
      this.#boxes.delete(key);
    }
    const boxes = keys.flatMap((key) => this.#boxes.get(key) ?? []);
    const parent = boxes[0]?.parentElement;
    if (parent) arrange(parent, boxes);
    if (wanted.size === 0) this.element.clearMessages();
  }

  /** Something of ours before all messages. */
  lead(content: HTMLElement): void {
    this.#list.prepend(content);
  }

  #dress(): void {
    const root = this.element.shadowRoot as ShadowRoot;
    const find = (selector: string) => root.querySelector<HTMLElement>(selector) as HTMLElement;
    const view = find("#chat-view");
    this.#list = find("#messages");
    this.#input = find("#text-input");
    const composer = find("#input");
    const send = find("#input .input-button");
    const { strings } = this.edge;
    Object.entries({ role: "log", "aria-live": "off", "aria-label": strings.log, tabindex: "0" }).forEach(
      ([name, value]) => this.#list.setAttribute(name, value),
    );
    this.#input.setAttribute("aria-multiline", "true");
    this.#input.setAttribute("dir", "auto");
    send.setAttribute("aria-label", strings.send);
    send.title = strings.send;
    view.insertBefore(this.above, composer);
    composer.prepend(this.#attach());
    this.#listen(root, composer);
  }

  #attach(): HTMLElement {
    const chooser = h("input", { type: "file", accept: TYPES.join(","), multiple: true, hidden: true, tabindex: -1 });
    chooser.addEventListener("change", () => {
      this.edge.files([...(chooser.files ?? [])]);
      chooser.value = "";
    });
    const label = this.edge.strings.attach;
    const open = button({ class: "attach", "aria-label": label, title: label }, () => chooser.click(), icon(PICTURE));
    return h("div", { class: "attach-slot" }, open, chooser);
  }

  /** Take Enter and the send button before deep-chat does; pasted pictures before it drops them. */
  #listen(root: ShadowRoot, composer: HTMLElement): void {
    const submit = (event: Event) => {
      event.preventDefault();
      event.stopPropagation();
      this.#submit();
    };
    const touch = matchMedia("(pointer: coarse)");
    const onSend = (event: Event) => (event.target as Element).closest?.(".input-button") !== null;
    root.addEventListener("click", (event) => onSend(event) && submit(event), { capture: true });
    composer.addEventListener(
      "keydown",
      (event) => {
        const { key, shiftKey, ctrlKey, isComposing, keyCode } = event;
        const writing = event.target === this.#input;
        const pressed = writing ? key === "Enter" && !touch.matches : onSend(event) && (key === "Enter" || key === " ");
        // 229: the Enter that ends a composition in Safari, which says isComposing too late.
        if (pressed && !shiftKey && !ctrlKey && !isComposing && keyCode !== 229) submit(event);
      },
      { capture: true },
    );
    composer.addEventListener(
      "paste",
      (event) => {
        const pictures = picturesOf(event.clipboardData);
        if (pictures.length === 0) return;
        event.preventDefault();
        event.stopPropagation();
        this.edge.files(pictures);
      },
      { capture: true },
    );
    this.#input.addEventListener("input", () => this.edge.typed(this.text));
  }

  #submit(): void {
    const { text } = this;
    if (!this.edge.sendable(text)) return;
    this.text = "";
    this.edge.submit(text);
  }
}
