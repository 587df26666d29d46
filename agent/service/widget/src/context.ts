/** What the pieces of the panel share. */

import type { Card } from "./protocol";
import type { Options } from "./options";
import type { Strings } from "./strings";

export interface Context {
  readonly options: Options;
  readonly strings: Strings;
  readonly base: string; // of the server, with a slash at the end: what relative links and pictures belong to
  say(text: string): void;
  answer(proposal: string, agree: boolean): void; // to a confirm card, by its button
  again(id: string): void; // send a refused message, or one whose turn failed, once more
  picture(upload: string): string | null; // where a picture that was sent can be seen
  readonly comparing: { has(product: string): boolean; toggle(card: Card): void };
}

/** An amount for people: the digits are the server's, only their dress is the locale's. */
export function money(amount: string, currency: string, locale: string): string {
  try {
    const format = new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
    return format.format(amount as unknown as number); // exact: decimal strings are formatted without rounding to a double
  } catch {
    return [amount, currency].filter(Boolean).join(" ");
  }
}

/** The time of day of an ISO 8601 instant, with the date when it is not today's. */
export function clock(at: string, locale: string, now = new Date()): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return "";
  const today = time.toDateString() === now.toDateString();
  const day: Intl.DateTimeFormatOptions = today ? {} : { month: "short", day: "numeric" };
  return new Intl.DateTimeFormat(locale, { ...day, hour: "numeric", minute: "2-digit" }).format(time);
}
