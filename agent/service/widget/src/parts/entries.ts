/** The two kinds of entry of a conversation: what the customer said, and the answer to it. */

import { clock, type Context } from "../context";
import type { TurnView } from "../conversation";
import { arrange, button, h, icon } from "../dom";
import { PERSON, PICTURE } from "../icons";
import type { Outgoing } from "../outbox";
import { blocks } from "../richtext";
import { cardView, type CardView } from "./card";
import { confirmView, withoutEffect } from "./confirm";
import { sourceView, trail } from "./source";

/** Runs `draw` only when what it is drawn from has changed. */
function memo<T>(draw: (value: T) => void): (value: T) => void {
  let last: string | undefined;
  return (value) => {
    const now = JSON.stringify(value);
    if (now === last) return;
    last = now;
    draw(value);
  };
}

export interface Spoken {
  readonly text: string;
  readonly attachments: readonly string[];
  readonly at: string;
  readonly state: "kept" | "sending" | "waiting" | "refused";
  readonly why: string;
}

/** What the customer said, from the log or from the outbox. */
export function spokenOf(turn: TurnView | null, item: Outgoing | null, online: boolean): Spoken | null {
  if (turn?.said) {
    const { text, attachments, at } = turn.said;
    return { text, attachments, at, state: "kept", why: "" };
  }
  if (!item) return null;
  const state = item.refused !== null ? "refused" : online ? "sending" : "waiting";
  return { text: item.text, attachments: item.attachments, at: item.at, state, why: item.refused ?? "" };
}

export class CustomerEntry {
  readonly element = h("div", { class: "said" });
  readonly #draw = memo((spoken: Spoken) => this.element.replaceChildren(...this.#children(spoken)));

  constructor(
    private readonly id: string,
    private readonly context: Context,
  ) {}

  update(spoken: Spoken): void {
    this.#draw(spoken);
  }

  #children(spoken: Spoken): Node[] {
    const { strings, options } = this.context;
    const parts: (Node | null)[] = [
      h("span", { class: "hidden" }, `${strings.you}: `),
      spoken.attachments.length > 0 ? this.#pictures(spoken.attachments) : null,
      spoken.text ? h("p", { class: "words", dir: "auto" }, spoken.text) : null,
    ];
    if (spoken.state === "kept")
      parts.push(h("time", { datetime: spoken.at, dir: "auto" }, clock(spoken.at, options.locale)));
    if (spoken.state === "sending") parts.push(h("span", { class: "state" }, strings.sending));
    if (spoken.state === "waiting") parts.push(h("span", { class: "state" }, strings.waitsForLine));
    if (spoken.state === "refused") {
      const again = button({ class: "again" }, () => this.context.again(this.id), strings.again);
      parts.push(h("span", { class: "state refused" }, `${strings.notSent}. ${spoken.why} `, again));
    }
    return parts.filter((part) => part !== null);
  }

  #pictures(uploads: readonly string[]): HTMLElement {
    const { strings } = this.context;
    const views = uploads.map((upload) => {
      const chip = h("span", { class: "sent-picture" }, icon(PICTURE), strings.picture);
      const url = this.context.picture(upload);
      if (!url) return chip;
      const image = h("img", { src: url, alt: strings.picture });
      image.addEventListener("error", () => image.replaceWith(chip), { once: true });
      return image;
    });
    return h("div", { class: "pictures" }, ...views);
  }
}

/** The answer to one message. */
export class ReplyEntry {
  readonly element = h("div", { class: "reply" });

  readonly #text = h("div", { class: "text", dir: "auto" });
  readonly #status = h("p", { class: "working" });
  readonly #filters = h("ul", { class: "filters" });
  readonly #source = h("div", { class: "source-slot" });
  readonly #cards = h("ul", { class: "cards" });
  readonly #extra = h("div", { class: "extra" });
  readonly #choices = h("div", { class: "choices", role: "group" });
  readonly #foot = h("p", { class: "foot" });
  readonly #author = h("span", { class: "hidden" });

  #views: CardView[] = [];
  #view: TurnView | null = null;
  #shown: number | null = null; // the citation whose quote is open

  constructor(
    private readonly id: string,
    private readonly context: Context,
  ) {
    const { strings } = context;
    this.#filters.setAttribute("aria-label", strings.filters);
    this.#choices.setAttribute("aria-label", strings.quickReplies);
    this.#author.textContent = `${strings.agent}: `;
  }

  /** Draw a turn; `newest` turns offer their quick replies and ask for confirmation. */
  update(view: TurnView, newest: boolean): void {
    this.#view = view;
    this.#drawText([
      view.confirm ? withoutEffect(view.text, view.confirm.effect) : view.text,
      view.citations,
      view.staff,
    ]);
    this.#drawStatus([view.status, view.tools]);
    this.#drawFilters(view.filters);
    this.#drawCards(view.cards);
    this.#drawExtra([view.confirm, view.handedOff]);
    this.#drawChoices(newest && view.status === "done" && !view.confirm ? view.choices : []);
    this.#drawFoot([view.status, view.text || view.cards.length > 0 ? view.at : ""]);
    const filled = [
      ...(view.text || view.status !== "done" ? [this.#author] : []),
      this.#filters,
      this.#text,
      this.#source,
      this.#cards,
      this.#status,
      this.#extra,
      this.#choices,
      this.#foot,
    ].filter((part) => part.hasChildNodes());
    for (const part of [...this.element.children]) if (!filled.includes(part as HTMLElement)) part.remove();
    arrange(this.element, filled);
  }

  /** Whether a card is picked for a comparison may have changed. */
  refresh(): void {
    for (const view of this.#views) view.refresh();
  }

  #cite(number: number): HTMLElement | null {
    const citation = this.#view?.citations.find((candidate) => candidate.number === number);
    if (!citation) return null;
    const label = this.context.strings.source(number, trail(citation, this.context));
    return button(
      {
        class: "cite",
        "aria-expanded": this.#shown === number,
        "aria-label": label,
        title: label,
        "data-cite": number,
      },
      () => this.#toggle(number),
      String(number),
    );
  }

  #toggle(number: number): void {
    this.#shown = this.#shown === number ? null : number;
    for (const cite of this.#text.querySelectorAll<HTMLElement>(".cite"))
      cite.setAttribute("aria-expanded", String(Number(cite.dataset["cite"]) === this.#shown));
    this.#drawSource();
    if (this.#view) this.update(this.#view, this.#choices.hasChildNodes());
    this.#source.scrollIntoView({ block: "nearest" });
  }

  #drawSource(): void {
    const citation = this.#view?.citations.find((candidate) => candidate.number === this.#shown);
    this.#source.replaceChildren(...(citation ? [sourceView(citation, this.context, `source-${this.id}`)] : []));
  }

  readonly #drawText = memo(([text, citations, staff]: [string, TurnView["citations"], TurnView["staff"]]) => {
    const rich = { base: this.context.base, cite: (number: number) => this.#cite(number) };
    const parts: HTMLElement[] = blocks(text, rich);
    // A reply that names no [n] still shows what it rests on.
    const named = new Set([...text.matchAll(/\[(\d{1,2})\](?!\()/g)].map((match) => Number(match[1])));
    const rest = text ? citations.filter((citation) => !named.has(citation.number)) : [];
    if (rest.length > 0)
      parts.push(h("p", { class: "more-sources" }, ...rest.map((citation) => this.#cite(citation.number))));
    for (const said of staff) {
      if (said.type === "person") {
        const { joined, left } = this.context.strings;
        const words = said.here ? joined(said.name) : left(said.name);
        parts.push(h("p", { class: "handed-off" }, icon(PERSON), words));
        continue;
      }
      const who = h("span", { class: "who" }, icon(PERSON), said.author);
      parts.push(h("div", { class: "colleague" }, who, ...blocks(said.text, rich)));
    }
    this.#text.replaceChildren(...parts);
    this.#drawSource();
  });

  readonly #drawStatus = memo(([status, tools]: [TurnView["status"], readonly string[]]) => {
    const { strings } = this.context;
    if (status !== "waiting" && status !== "typing") return this.#status.replaceChildren();
    const tool = tools.map((name) => strings.tools[name]).find((words) => words !== undefined);
    const dots = h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i"));
    this.#status.replaceChildren(dots, h("span", { class: tool ? "tool" : "hidden" }, tool ?? strings.typing));
  });

  readonly #drawFilters = memo((filters: TurnView["filters"]) => {
    const chips = (filters?.applied ?? []).map((filter) => h("li", { class: "chip" }, filter));
    const relaxed = (filters?.relaxed ?? []).map((filter) =>
      h("li", { class: "chip relaxed" }, this.context.strings.relaxed(filter)),
    );
    this.#filters.replaceChildren(...chips, ...relaxed);
  });

  readonly #drawCards = memo((cards: TurnView["cards"]) => {
    this.#views = cards.map((card) => cardView(card, this.context));
    this.#cards.classList.toggle("single", cards.length === 1);
    this.#cards.setAttribute("aria-label", this.context.strings.products(cards.length));
    this.#cards.replaceChildren(...this.#views.map((view) => view.element));
  });

  readonly #drawExtra = memo(([confirm, handedOff]: [TurnView["confirm"], TurnView["handedOff"]]) => {
    const { strings } = this.context;
    const parts: HTMLElement[] = [];
    if (confirm) parts.push(confirmView(confirm, this.context));
    if (handedOff) parts.push(h("p", { class: "handed-off" }, icon(PERSON), strings.handedOff));
    this.#extra.replaceChildren(...parts);
  });

  readonly #drawChoices = memo((choices: readonly string[]) => {
    const buttons = choices.map((choice) =>
      button({ class: "choice", dir: "auto" }, () => this.context.say(choice), choice),
    );
    this.#choices.replaceChildren(...buttons);
  });

  readonly #drawFoot = memo(([status, at]: [TurnView["status"], string]) => {
    const { strings, options } = this.context;
    if (status === "failed") {
      const again = button({ class: "again" }, () => this.context.again(this.id), strings.again);
      this.#foot.replaceChildren(h("span", { class: "state refused" }, `${strings.failedReply} `, again));
    } else if (status === "done" && at) {
      this.#foot.replaceChildren(h("time", { datetime: at, dir: "auto" }, clock(at, options.locale)));
    } else this.#foot.replaceChildren();
  });
}
