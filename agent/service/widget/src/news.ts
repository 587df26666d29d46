/** What a page's own code can listen to: `Xiaoer.on("reply", ({ text }) => …)`. */

export interface News {
  open: Record<string, never>;
  close: Record<string, never>;
  message: { text: string }; // said by the customer
  reply: { text: string; author: string; products: string[] }; // finished; `author` is "" for the assistant
  handoff: { reason: string };
  unread: { count: number };
}

export const KINDS: readonly string[] = ["open", "close", "message", "reply", "handoff", "unread"];

type Listener = (detail: never) => void;

export class Newsroom {
  readonly #listeners = new Map<string, Set<Listener>>();

  /** Listen; the function that is returned stops it. */
  on<K extends keyof News>(kind: K, listener: (detail: News[K]) => void): () => void {
    if (!KINDS.includes(kind) || typeof listener !== "function")
      throw new TypeError(`Xiaoer.on("${String(kind)}", …): needed one of ${KINDS.join(", ")}, and a function`);
    const listeners = this.#listeners.get(kind) ?? new Set();
    this.#listeners.set(kind, listeners.add(listener as Listener));
    return () => void listeners.delete(listener as Listener);
  }

  /** Tell who listens; a listener that throws harms nobody else. */
  tell<K extends keyof News>(kind: K, detail: News[K]): void {
    for (const listener of [...(this.#listeners.get(kind) ?? [])]) {
      try {
        listener(detail as never);
      } catch (error) {
        reportError(error);
      }
    }
  }
}
