/** The pictures that go with the next message: chosen, dropped or pasted, uploaded at once, removable. */

import { button, h, icon } from "./dom";
import { CLOSE } from "./icons";
import type { Limits } from "./protocol";
import type { Strings } from "./strings";
import { MOST, problemOf, size, upload } from "./uploads";

interface Item {
  readonly file: File;
  readonly url: string; // of a preview, an object URL
  readonly element: HTMLElement;
  readonly stop: AbortController;
  id: string | null; // given by the server when it has the file
  failed: boolean;
}

export interface TrayEdge {
  readonly server: string;
  readonly strings: Strings;
  limits(): Limits | null;
  /** The conversation to upload for, once there is a line. */
  conversation(): Promise<string>;
  changed(): void;
  problem(words: string): void;
}

export class Tray {
  readonly element = h("div", { class: "tray" });
  readonly previews = new Map<string, string>(); // upload id -> object URL, kept for the life of the page
  #items: Item[] = [];

  constructor(private readonly edge: TrayEdge) {}

  get busy(): boolean {
    return this.#items.some((item) => item.id === null && !item.failed);
  }

  get ready(): string[] {
    return this.#items.flatMap((item) => (item.id === null ? [] : [item.id]));
  }

  add(files: Iterable<File>): void {
    const { strings, limits, problem } = this.edge;
    for (const file of files) {
      const name = file.name || strings.picture;
      const why = problemOf(file, limits());
      if (why === "not-a-picture") problem(strings.notAPicture(name));
      else if (why === "too-large") problem(strings.tooLarge(name, size(limits()?.max_upload_bytes ?? 0)));
      else if (this.#items.length >= MOST) problem(strings.tooMany(MOST));
      else this.#take(file, name);
    }
    this.edge.changed();
  }

  /** What was uploaded, leaving the tray empty. */
  take(): string[] {
    const ids = this.ready;
    this.#items = [];
    this.element.replaceChildren();
    return ids;
  }

  #take(file: File, name: string): void {
    const url = URL.createObjectURL(file);
    const bar = h("progress", { max: 1, value: 0, "aria-label": this.edge.strings.uploading(name) });
    const element = h("div", { class: "item" }, h("img", { src: url, alt: name }), bar);
    const item: Item = { file, url, element, stop: new AbortController(), id: null, failed: false };
    const remove = { class: "remove", "aria-label": this.edge.strings.removePicture(name) };
    element.append(button(remove, () => this.#remove(item), icon(CLOSE)));
    this.#items.push(item);
    this.element.append(element);
    void this.#send(item, bar, name);
  }

  async #send(item: Item, bar: HTMLProgressElement, name: string): Promise<void> {
    const { edge } = this;
    try {
      const conversation = await edge.conversation();
      const progress = (share: number) => (bar.value = share);
      item.id = await upload(edge.server, conversation, item.file, progress, item.stop.signal);
      this.previews.set(item.id, item.url);
      bar.remove();
    } catch (error) {
      if (item.stop.signal.aborted) return;
      item.failed = true;
      const words = error instanceof Error ? error.message : "";
      this.#remove(item);
      edge.problem([edge.strings.uploadFailed(name), words].filter(Boolean).join(" "));
    }
    edge.changed();
  }

  #remove(item: Item): void {
    item.stop.abort();
    URL.revokeObjectURL(item.url);
    this.#items = this.#items.filter((other) => other !== item);
    item.element.remove();
    this.edge.changed();
  }
}

/** Give pictures that are dropped on an element to `add`; `hint` shows while they hover. */
export function listenForDrops(element: HTMLElement, hint: HTMLElement, add: (files: Iterable<File>) => void): void {
  const carries = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  element.addEventListener("dragover", (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    hint.hidden = false;
  });
  element.addEventListener("dragleave", (event) => {
    if (!element.contains(event.relatedTarget as Node | null)) hint.hidden = true;
  });
  element.addEventListener("drop", (event) => {
    hint.hidden = true;
    if (!carries(event)) return;
    event.preventDefault();
    add(event.dataTransfer?.files ?? []);
  });
}
