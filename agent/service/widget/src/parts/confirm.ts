/** The card that asks for a yes: what exactly would happen, and its two buttons, which work once. */

import type { Context } from "../context";
import type { TurnView } from "../conversation";
import { button, h } from "../dom";

type Confirm = NonNullable<TurnView["confirm"]>;

const answered = new Set<string>(); // proposals whose button was pressed in this tab

/** A reply's words without the lines that its card shows. */
export function withoutEffect(text: string, effect: string): string {
  const shown = new Set(effect.split("\n"));
  return text
    .split("\n")
    .filter((line) => !shown.has(line.replace(/^- /, "")))
    .join("\n");
}

/** "Refund: $12.00" as its label and the rest. */
function row(line: string): HTMLElement[] {
  const cut = /[:：]\s*/u.exec(line);
  const label = cut ? line.slice(0, cut.index) : "";
  const rest = cut ? line.slice(cut.index + cut[0].length) : line;
  return [h("dt", {}, label), h("dd", { dir: "auto" }, rest)];
}

export function confirmView(confirm: Confirm, context: Context): HTMLElement {
  const { strings } = context;
  const title = confirm.title || strings.confirmTitle;
  const effect = h("dl", { class: "effect" }, ...confirm.effect.split("\n").flatMap(row));
  const state = h("p", { class: "state", role: "status" });
  const answers = h("div", { class: "answers" });
  const view = h(
    "section",
    { class: "confirm", "aria-label": title, "data-state": confirm.state, "data-proposal": confirm.proposal },
    h("p", { class: "heading", dir: "auto" }, title),
    effect,
    answers,
    state,
  );
  if (confirm.state !== "open") {
    answers.remove();
    state.textContent = strings.settled[confirm.state] ?? "";
    return view;
  }
  const give = (agree: boolean) => () => {
    if (answered.has(confirm.proposal)) return; // a double click
    answered.add(confirm.proposal);
    lock();
    context.answer(confirm.proposal, agree);
  };
  const yes = button({ class: "primary" }, give(true), strings.yes);
  const no = button({ class: "plain" }, give(false), strings.no);
  const lock = () => {
    yes.disabled = no.disabled = true;
    state.textContent = strings.settled["sending"] ?? "";
  };
  answers.append(yes, no);
  if (answered.has(confirm.proposal)) lock();
  return view;
}
