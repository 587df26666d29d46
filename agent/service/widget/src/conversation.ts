/**
 * What is known of a conversation, as a pure reducer over its log.
 *
 * Frames carry a `seq`, so they may come twice, late, or in any order: the state is the set of frames, and what is
 * shown is read from it. Two clients that hold the same frames show the same thing.
 */

import type { Card, Citation, Confirm, LogFrame, Person, Said } from "./protocol";

export interface Turn {
  readonly id: string; // of the customer's message
  readonly frames: readonly LogFrame[]; // by seq, each once
}

export interface Conversation {
  readonly turns: ReadonlyMap<string, Turn>;
  readonly seen: ReadonlySet<number>;
  readonly replayed: number; // the log's length when the server last welcomed us; frames above it come without gaps
}

export const NOTHING: Conversation = { turns: new Map(), seen: new Set(), replayed: 0 };

/** The conversation after a welcome: `seq` is how long the server's log is now. */
export function welcomed(conversation: Conversation, seq: number, reset: boolean): Conversation {
  return reset ? { ...NOTHING, replayed: seq } : { ...conversation, replayed: seq };
}

/** The conversation with one more frame of its log; the same object if the frame is known. */
export function received(conversation: Conversation, frame: LogFrame): Conversation {
  if (conversation.seen.has(frame.seq)) return conversation;
  const before = conversation.turns.get(frame.message);
  const frames = [...(before?.frames ?? [])];
  let index = frames.length;
  while (index > 0 && (frames[index - 1] as LogFrame).seq > frame.seq) index -= 1;
  frames.splice(index, 0, frame);
  const turns = new Map(conversation.turns).set(frame.message, { id: frame.message, frames });
  return { ...conversation, turns, seen: new Set(conversation.seen).add(frame.seq) };
}

/** The `seq` to go on after when the line is up again: nothing at or below it is missing. */
export function resumeAfter(conversation: Conversation): number {
  let last = conversation.replayed;
  const newest = Math.max(0, ...conversation.seen);
  if (newest <= last) return newest;
  while (conversation.seen.has(last + 1)) last += 1;
  return last;
}

/** Whether a frame between others has not come: only asking again can bring it. */
export function hasGap(conversation: Conversation): boolean {
  return Math.max(0, ...conversation.seen) > Math.max(conversation.replayed, resumeAfter(conversation));
}

export type Status = "waiting" | "typing" | "streaming" | "done" | "failed";

/** One turn as it is shown. */
export interface TurnView {
  readonly id: string;
  readonly said: Said | null; // by the customer
  readonly staff: readonly (Said | Person)[]; // what people of the shop said, and when they came and went
  readonly status: Status;
  readonly text: string;
  readonly language: string;
  readonly at: string;
  readonly tools: readonly string[]; // running now
  readonly cards: readonly Card[];
  readonly citations: readonly Citation[];
  readonly choices: readonly string[];
  readonly filters: { readonly applied: readonly string[]; readonly relaxed: readonly string[] } | null;
  readonly confirm: (Confirm & { readonly state: string }) | null; // "open" until it is settled or too old
  readonly handedOff: { readonly reason: string; readonly summary: string } | null;
}

/** The frames of the answer that counts: what came before a failed end is forgotten once there is anything after it. */
function lastAttempt(frames: readonly LogFrame[]): readonly LogFrame[] {
  for (let index = frames.length - 2; index >= 0; index -= 1) {
    const frame = frames[index] as LogFrame;
    if (frame.type === "done" && frame.failed) return frames.slice(index + 1);
  }
  return frames;
}

type Kind = LogFrame["type"];
type OfKind<K extends Kind> = Extract<LogFrame, { type: K }>;

function only<K extends Kind>(frames: readonly LogFrame[], kind: K): OfKind<K>[] {
  return frames.filter((frame): frame is OfKind<K> => frame.type === kind);
}

function unique<T>(items: readonly T[], key: (item: T) => unknown): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}

function runningTools(frames: readonly LogFrame[]): string[] {
  const count = new Map<string, number>();
  for (const { name, state } of only(frames, "tool"))
    count.set(name, (count.get(name) ?? 0) + (state === "started" ? 1 : -1));
  return [...count].filter(([, running]) => running > 0).map(([name]) => name);
}

function statusOf(frames: readonly LogFrame[]): Status {
  const done = only(frames, "done").at(-1);
  if (done) return done.failed ? "failed" : "done";
  if (frames.some((frame) => frame.type === "token")) return "streaming";
  return frames.some((frame) => frame.type !== "said" && frame.type !== "person") ? "typing" : "waiting";
}

function byStaff(frame: LogFrame): frame is Said | Person {
  return frame.type === "person" || (frame.type === "said" && frame.author !== "customer");
}

/** Whether the assistant left a message to a colleague, who has not answered yet: there is nothing to show. */
export function silent(view: TurnView): boolean {
  const { status, text, cards, staff, confirm, handedOff } = view;
  return status === "done" && !text && cards.length + staff.length === 0 && !confirm && !handedOff;
}

/** What became of each proposal of a conversation. */
export function settledOf(conversation: Conversation): ReadonlyMap<string, string> {
  const frames = [...conversation.turns.values()].flatMap((turn) => only(turn.frames, "settled"));
  frames.sort((one, other) => one.seq - other.seq);
  return new Map(frames.map((frame) => [frame.proposal, frame.state]));
}

function confirmOf(
  frames: readonly LogFrame[],
  settled: ReadonlyMap<string, string>,
  now: number,
): TurnView["confirm"] {
  const confirm = only(frames, "confirm").at(-1);
  if (!confirm) return null;
  const late = Date.parse(confirm.expires) <= now;
  return { ...confirm, state: settled.get(confirm.proposal) ?? (late ? "expired" : "open") };
}

/** What a turn's frames amount to. */
export function viewOf(turn: Turn, settled: ReadonlyMap<string, string> = new Map(), now = Date.now()): TurnView {
  const frames = lastAttempt(turn.frames);
  const done = only(frames, "done").at(-1);
  const said = only(turn.frames, "said");
  const filters = only(frames, "filters").at(-1);
  return {
    id: turn.id,
    said: said.find((frame) => frame.author === "customer") ?? null,
    staff: turn.frames.filter(byStaff),
    status: statusOf(frames),
    text:
      done?.reply ||
      only(frames, "token")
        .map((frame) => frame.text)
        .join(""),
    language: done?.language ?? "",
    at: done?.at ?? said.at(-1)?.at ?? "",
    tools: done ? [] : runningTools(frames),
    cards: unique(only(frames, "card"), (card) => card.product),
    citations: unique(only(frames, "citation"), (citation) => citation.number),
    choices: only(frames, "quick_replies").at(-1)?.choices ?? [],
    filters: filters && filters.applied.length + filters.relaxed.length > 0 ? filters : null,
    confirm: confirmOf(frames, settled, now),
    handedOff: only(frames, "handed_off").at(-1) ?? null,
  };
}

/** All turns, in the order in which the conversation went. */
export function turnsOf(conversation: Conversation): TurnView[] {
  const first = (turn: Turn) => turn.frames[0]?.seq ?? 0;
  const settled = settledOf(conversation);
  return [...conversation.turns.values()]
    .sort((one, other) => first(one) - first(other))
    .map((turn) => viewOf(turn, settled));
}
