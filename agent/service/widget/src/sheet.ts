/** A question over the whole panel that must be answered first. */

import { button, h } from "./dom";

export interface Question {
  readonly title: string;
  readonly more: string;
  readonly yes: string;
  readonly no: string;
}

/** Ask in `panel`, whose other children sleep meanwhile; false also for Esc. The safe answer has the focus. */
export function decide(panel: HTMLElement, question: Question): Promise<boolean> {
  const asleep = [...panel.children].filter((part): part is HTMLElement => part instanceof HTMLElement && !part.inert);
  return new Promise((resolve) => {
    const answer = (yes: boolean) => {
      sheet.remove();
      for (const part of asleep) part.inert = false;
      resolve(yes);
    };
    const no = button({ class: "plain" }, () => answer(false), question.no);
    const yes = button({ class: "primary danger" }, () => answer(true), question.yes);
    const name = { role: "alertdialog", "aria-labelledby": "xiaoer-question", "aria-describedby": "xiaoer-more" };
    const sheet = h(
      "div",
      { class: "sheet", ...name },
      h(
        "div",
        { class: "sheet-box" },
        h("h2", { id: "xiaoer-question" }, question.title),
        h("p", { id: "xiaoer-more" }, question.more),
        h("div", { class: "answers" }, no, yes),
      ),
    );
    sheet.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      answer(false);
    });
    for (const part of asleep) part.inert = true;
    panel.append(sheet);
    no.focus();
  });
}
