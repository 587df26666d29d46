/** The entries of the conversation on the surface, in their order. */

import type { Connection } from "./connection";
import type { Context } from "./context";
import { silent, turnsOf, type TurnView } from "./conversation";
import { CustomerEntry, ReplyEntry, spokenOf } from "./parts/entries";
import type { Surface } from "./surface";

export class Timeline {
  readonly #customers = new Map<string, CustomerEntry>();
  readonly #replies = new Map<string, ReplyEntry>();

  constructor(
    private readonly connection: Connection,
    private readonly surface: Surface,
    private readonly context: Context,
  ) {}

  /** Draw what there is now; whether there is nothing. */
  draw(): boolean {
    const turns = turnsOf(this.connection.conversation);
    const known = new Set(turns.map((turn) => turn.id));
    const pending = this.connection.outbox.items.filter((item) => !known.has(item.id));
    const last = pending.length === 0 ? turns.at(-1)?.id : undefined;
    const keys = turns.flatMap((turn) => this.#turn(turn, turn.id === last));
    for (const item of pending) keys.push(...this.#customer(item.id, null));
    this.surface.arrange(keys);
    return keys.length === 0;
  }

  /** What shows a message of the customer's. */
  said(id: string): HTMLElement | null {
    return this.#customers.get(id)?.element ?? null;
  }

  /** Whether a card is picked for a comparison may have changed. */
  refresh(): void {
    for (const reply of this.#replies.values()) reply.refresh();
  }

  #turn(turn: TurnView, newest: boolean): string[] {
    const key = `reply ${turn.id}`;
    let entry = this.#replies.get(key);
    if (!entry) this.#replies.set(key, (entry = new ReplyEntry(turn.id, this.context)));
    const before = this.#customer(turn.id, turn);
    if (silent(turn)) return before;
    this.surface.place(key, "ai", entry.element);
    entry.update(turn, newest);
    return [...before, key];
  }

  #customer(id: string, turn: TurnView | null): string[] {
    const { outbox, state } = this.connection;
    const item = outbox.items.find((candidate) => candidate.id === id) ?? null;
    const said = spokenOf(turn, item, state === "open");
    if (!said) return [];
    let entry = this.#customers.get(id);
    if (!entry) this.#customers.set(id, (entry = new CustomerEntry(id, this.context)));
    this.surface.place(`customer ${id}`, "user", entry.element);
    entry.update(said);
    return [`customer ${id}`];
  }
}
