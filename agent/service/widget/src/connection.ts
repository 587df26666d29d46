/**
 * The line to the server: says hello, answers pings, comes back after a drop, and never loses what was said.
 *
 * It owns the conversation and the outbox, and tells one listener whenever something changed.
 */

import { hasGap, NOTHING, received, resumeAfter, welcomed, type Conversation } from "./conversation";
import { Outbox, type Outgoing, type Shelf } from "./outbox";
import { read, write, type ClientFrame, type ErrorFrame, type LogFrame, type Welcome } from "./protocol";

export type LineState = "closed" | "connecting" | "open" | "offline";

export interface Line {
  send(data: string): void;
  close(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code?: number }) => void) | null;
  onerror: (() => void) | null;
}

export interface Listener {
  changed(): void;
  welcomed(welcome: Welcome): void;
  logged(frame: LogFrame): void; // new, live or replayed
  refused(error: ErrorFrame): void; // an error that belongs to no message
}

export interface Edge {
  readonly shelf: Shelf;
  dial(): Line;
  random(): number; // 0..1
  online(): boolean;
}

const FIRST_DELAY = 500; // ms
const LONGEST_DELAY = 20_000;
const SILENCE = 70_000; // the server pings more often than this
const UNWANTED = new Set([1003, 1008, 1009, 4400, 4429]); // close codes
const SLOWEST = 16; // attempts after which the delay grows no more
const SUPERSEDED = 50; // ms before a line that fell behind is dialled again

/** Full jitter: any time up to a limit that doubles, so that a crowd does not come back at once. */
export function delayOf(attempt: number, random: number): number {
  return Math.round(Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** Math.min(attempt, SLOWEST)) * (0.3 + 0.7 * random));
}

export class Connection {
  state: LineState = "closed";
  conversation: Conversation = NOTHING;
  welcome: Welcome | null = null;
  readonly outbox: Outbox;

  #line: Line | null = null;
  #attempt = 0;
  #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #sent = new Set<string>(); // on this line, so that one line carries a message once

  constructor(
    private readonly edge: Edge,
    private readonly listener: Listener,
    private readonly locale: "en" | "zh",
    private readonly identity: string | null = null,
  ) {
    this.outbox = new Outbox(edge.shelf);
  }

  /** The conversation's id, once there is one. */
  get id(): string | null {
    return this.edge.shelf.get("conversation");
  }

  /** Whether the server was called more than once without an answer. */
  get troubled(): boolean {
    return this.state === "connecting" && this.#attempt > 2;
  }

  /** Dial now, if no line is up or on its way. */
  open(): void {
    if (this.#line) return;
    this.#stop("retry");
    if (!this.edge.online()) return this.#become("offline");
    this.#become("connecting");
    const line = this.edge.dial();
    this.#line = line;
    this.#watch();
    line.onopen = () => this.#hello(line);
    line.onmessage = (event) => {
      if (this.#line === line && typeof event.data === "string") this.#read(event.data);
    };
    line.onclose = ({ code }) => this.#lost(line, code);
    line.onerror = () => this.#lost(line);
  }

  /** Hang up, and dial again unless told to stay away. */
  drop(again = true): void {
    const line = this.#line;
    if (line) {
      this.#forget(line);
      line.close();
    }
    if (again) this.#retry();
    else this.#become("closed");
  }

  /** The browser went offline: the line may look alive for minutes yet. */
  offline(): void {
    if (this.#line) this.drop(false);
    this.#stop("retry");
    if (this.state !== "closed" || this.welcome) this.#become("offline");
  }

  /** Put a message in the queue and send what can be sent. */
  say(message: Outgoing): void {
    this.outbox.add(message);
    this.#flush();
    this.open();
    this.listener.changed();
  }

  /** Send a refused message once more. */
  again(id: string): void {
    this.#sent.delete(id);
    this.outbox.again(id);
    this.#flush();
    this.listener.changed();
  }

  /** Ask the same message again after its turn failed on the server: the id stays, so it is never two messages. */
  repeat(message: Outgoing): void {
    this.#sent.delete(message.id);
    this.say(message);
  }

  /** Leave this conversation behind and begin another. */
  fresh(): void {
    this.edge.shelf.set("conversation", null);
    this.outbox.clear();
    this.#restart();
  }

  /** Another tab of this shop has a conversation: this tab joins it. */
  join(): void {
    if (this.id !== (this.welcome?.conversation ?? null)) this.#restart();
  }

  #restart(): void {
    this.conversation = NOTHING;
    this.welcome = null;
    this.#attempt = 0;
    const up = this.state !== "closed";
    this.drop(false);
    this.listener.changed();
    if (up) this.open();
  }

  #hello(line: Line): void {
    if (this.#line !== line) return;
    const same = this.welcome !== null && this.welcome.conversation === this.id;
    const after = same && this.conversation.seen.size > 0 ? resumeAfter(this.conversation) : null;
    const identity = this.identity === null ? {} : { identity: this.identity };
    this.#send({ type: "hello", conversation: this.id, after, locale: this.locale, ...identity });
  }

  #read(data: string): void {
    this.#watch();
    const frame = read(data);
    if (!frame) return;
    if (frame.type === "ping") this.#send({ type: "pong" });
    else if (frame.type === "welcome") this.#welcomed(frame);
    else if (frame.type === "error") this.#refused(frame);
    else this.#logged(frame);
  }

  #welcomed(frame: Welcome): void {
    const elsewhere = this.id !== null && this.id !== frame.conversation && this.welcome?.conversation === this.id;
    const reset = frame.reset || elsewhere;
    this.edge.shelf.set("conversation", frame.conversation);
    this.conversation = welcomed(this.conversation, frame.seq, reset);
    this.welcome = frame;
    this.#attempt = 0;
    this.#sent.clear();
    this.#become("open");
    this.listener.welcomed(frame);
    this.#flush();
  }

  #logged(frame: LogFrame): void {
    const next = received(this.conversation, frame);
    if (next === this.conversation) return;
    this.conversation = next;
    this.outbox.accepted(frame.message);
    this.listener.logged(frame);
    this.listener.changed();
    if (hasGap(next)) this.#later("gap", SUPERSEDED, () => hasGap(this.conversation) && this.drop());
  }

  #refused(error: ErrorFrame): void {
    const { id, retry_after: after } = error;
    if (id === undefined || !this.outbox.items.some((item) => item.id === id)) return this.listener.refused(error);
    if (after !== undefined) this.#later(`again ${id}`, after * 1000 + 50, () => this.again(id));
    else this.outbox.refused(id, error.text || error.code);
    this.listener.changed();
  }

  #flush(): void {
    if (this.state !== "open") return;
    for (const { id, text, attachments, page, answer } of this.outbox.sendable) {
      if (this.#sent.has(id)) continue;
      this.#sent.add(id);
      this.#send({ type: "message", id, text, attachments: [...attachments], page, ...(answer && { answer }) });
    }
  }

  #send(frame: ClientFrame): void {
    try {
      this.#line?.send(write(frame));
    } catch {
      this.drop(); // a line that cannot be written to is down, whatever it says
    }
  }

  #lost(line: Line, code?: number): void {
    if (this.#line !== line) return;
    this.#forget(line);
    // The server wants no more of this: coming back at once would only be refused again.
    if (code !== undefined && UNWANTED.has(code)) this.#attempt = SLOWEST;
    this.#retry();
  }

  #forget(line: Line): void {
    line.onopen = line.onmessage = line.onclose = line.onerror = null;
    this.#line = null;
    this.#stop("silence");
    this.#stop("gap");
  }

  #retry(): void {
    if (!this.edge.online()) return this.#become("offline");
    this.#become("connecting");
    this.#later("retry", delayOf(this.#attempt, this.edge.random()), () => this.open());
    this.#attempt += 1;
  }

  #watch(): void {
    this.#later("silence", SILENCE, () => this.drop());
  }

  #become(state: LineState): void {
    if (this.state === state) return;
    this.state = state;
    this.listener.changed();
  }

  #later(name: string, milliseconds: number, then: () => void): void {
    this.#stop(name);
    this.#timers.set(
      name,
      setTimeout(() => {
        this.#timers.delete(name);
        then();
      }, milliseconds),
    );
  }

  #stop(name: string): void {
    clearTimeout(this.#timers.get(name));
    this.#timers.delete(name);
  }
}
