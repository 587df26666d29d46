/** Messages on their way: kept until the server's log holds them, over reloads and lost lines. */

import type { Answer } from "./protocol";

export interface Outgoing {
  readonly id: string;
  readonly text: string;
  readonly attachments: readonly string[];
  readonly page: string | null;
  readonly at: string; // ISO 8601
  readonly refused: string | null; // why the server does not take it
  readonly answer?: Answer;
}

/** Where a small text is kept: `localStorage`, or nothing at all where a browser forbids it. */
export interface Shelf {
  get(key: string): string | null;
  set(key: string, value: string | null): void;
}

/** `localStorage` below a prefix; a browser that forbids or fills it only loses the memory, never the chat. */
export function openShelf(prefix: string, storage: () => Storage = () => localStorage): Shelf {
  const kept = new Map<string, string | null>();
  return {
    get(key) {
      try {
        return storage().getItem(prefix + key);
      } catch {
        return kept.get(key) ?? null;
      }
    },
    set(key, value) {
      kept.set(key, value);
      try {
        if (value === null) storage().removeItem(prefix + key);
        else storage().setItem(prefix + key, value);
      } catch {
        // Private mode or a full disk: `kept` has it for the life of this page.
      }
    },
  };
}

function isOutgoing(value: unknown): value is Outgoing {
  const item = value as Outgoing;
  return typeof item === "object" && item !== null && typeof item.id === "string" && typeof item.text === "string";
}

/** The queue, oldest first. */
export class Outbox {
  #items: Outgoing[];

  constructor(
    private readonly shelf: Shelf,
    private readonly key = "outbox",
  ) {
    this.#items = Outbox.#read(shelf.get(key));
  }

  static #read(text: string | null): Outgoing[] {
    try {
      const items: unknown = JSON.parse(text ?? "[]");
      return Array.isArray(items) ? items.filter(isOutgoing).map((item) => ({ ...item, refused: null })) : [];
    } catch {
      return [];
    }
  }

  get items(): readonly Outgoing[] {
    return this.#items;
  }

  /** What can be sent now. */
  get sendable(): Outgoing[] {
    return this.#items.filter((item) => item.refused === null);
  }

  add(item: Outgoing): void {
    if (!this.#items.some((other) => other.id === item.id)) this.#write([...this.#items, item]);
  }

  /** The server has it. */
  accepted(id: string): void {
    if (this.#items.some((item) => item.id === id)) this.#write(this.#items.filter((item) => item.id !== id));
  }

  refused(id: string, why: string): void {
    this.#write(this.#items.map((item) => (item.id === id ? { ...item, refused: why } : item)));
  }

  again(id: string): void {
    this.#write(this.#items.map((item) => (item.id === id ? { ...item, refused: null } : item)));
  }

  clear(): void {
    this.#write([]);
  }

  #write(items: Outgoing[]): void {
    this.#items = items;
    this.shelf.set(this.key, items.length ? JSON.stringify(items) : null);
  }
}
