/** The frames of wire protocol v1, and the reading of what a server sends. Nothing unknown gets past `read`. */

export const VERSION = 1;

export interface Hello {
  type: "hello";
  conversation: string | null;
  after: number | null;
  locale: "en" | "zh" | null;
  identity?: string; // a token of the shop's site; "": nobody is signed in there
}

export interface Message {
  type: "message";
  id: string;
  text: string;
  attachments: string[];
  page: string | null;
  answer?: Answer;
}

/** The customer's answer to a `confirm` frame, by its button. */
export interface Answer {
  proposal: string;
  agree: boolean;
}

export type ClientFrame = Hello | Message | { type: "pong" };

export interface Limits {
  max_characters: number;
  max_upload_bytes: number;
}

export interface ShopLook {
  name: string;
  brand_colour: string;
  language: string;
}

export interface Welcome {
  type: "welcome";
  conversation: string;
  seq: number;
  reset: boolean;
  limits: Limits;
  shop: ShopLook;
}

export interface ErrorFrame {
  type: "error";
  code: string;
  text: string;
  id?: string;
  retry_after?: number;
}

interface Logged {
  seq: number;
  message: string;
}

export interface Said extends Logged {
  type: "said";
  author: string;
  text: string;
  at: string;
  attachments: string[];
}

/** A colleague joined the conversation (`here`), or left it to the assistant again. */
export interface Person extends Logged {
  type: "person";
  name: string;
  here: boolean;
}

export interface Card extends Logged {
  type: "card";
  product: string;
  title: string;
  price: string;
  currency: string;
  price_max: string | null;
  list_price: string | null;
  picture: string | null;
  alt: string;
  url: string | null;
  brand: string;
  rating: number | null;
  rating_count: number;
  available: boolean;
  stock: number | null;
  options: Record<string, string[]>;
}

export interface Source {
  kind: string;
  id: string;
  title: string;
  headings: string[];
  page: number | null;
  url: string | null;
}

export interface Citation extends Logged {
  type: "citation";
  number: number;
  source: Source;
  quote: string;
}

export interface Confirm extends Logged {
  type: "confirm";
  proposal: string;
  action: string;
  effect: string; // a line for each part of it
  title: string;
  expires: string; // ISO 8601
}

export interface Settled extends Logged {
  type: "settled";
  proposal: string;
  state: string;
}

export interface Done extends Logged {
  type: "done";
  reply: string;
  language: string;
  at: string;
  failed: boolean;
}

export type LogFrame =
  | Said
  | Person
  | Card
  | Citation
  | Confirm
  | Settled
  | Done
  | (Logged & { type: "typing" })
  | (Logged & { type: "token"; text: string })
  | (Logged & { type: "tool"; name: string; state: "started" | "finished" })
  | (Logged & { type: "quick_replies"; choices: string[] })
  | (Logged & { type: "filters"; applied: string[]; relaxed: string[] })
  | (Logged & { type: "handed_off"; reason: string; summary: string });

export type ServerFrame = Welcome | ErrorFrame | { type: "ping" } | LogFrame;

type Fields = Record<string, unknown>;

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const maybeText = (value: unknown): string | null => (typeof value === "string" && value ? value : null);
const number = (value: unknown, otherwise: number): number =>
  typeof value === "number" && Number.isFinite(value) ? value : otherwise;
const maybeNumber = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
const fields = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};

function readWelcome(frame: Fields): Welcome | null {
  const limits = fields(frame["limits"]);
  const shop = fields(frame["shop"]);
  const conversation = text(frame["conversation"]);
  if (!conversation) return null;
  return {
    type: "welcome",
    conversation,
    seq: number(frame["seq"], 0),
    reset: frame["reset"] === true,
    limits: {
      max_characters: number(limits["max_characters"], 4000),
      max_upload_bytes: number(limits["max_upload_bytes"], 8_000_000),
    },
    shop: {
      name: text(shop["name"]),
      brand_colour: text(shop["brand_colour"]),
      language: text(shop["language"]),
    },
  };
}

function readError(frame: Fields): ErrorFrame {
  const error: ErrorFrame = { type: "error", code: text(frame["code"]), text: text(frame["text"]) };
  if (typeof frame["id"] === "string") error.id = frame["id"];
  const after = maybeNumber(frame["retry_after"]);
  if (after !== null) error.retry_after = after;
  return error;
}

function readCard(frame: Fields, logged: Logged): Card | null {
  const product = text(frame["product"]);
  if (!product) return null;
  const options = Object.entries(fields(frame["options"])).map(([name, values]) => [name, texts(values)] as const);
  return {
    ...logged,
    type: "card",
    product,
    title: text(frame["title"]) || product,
    price: text(frame["price"]),
    currency: text(frame["currency"]),
    price_max: maybeText(frame["price_max"]),
    list_price: maybeText(frame["list_price"]),
    picture: maybeText(frame["picture"]),
    alt: text(frame["alt"]),
    url: maybeText(frame["url"]),
    brand: text(frame["brand"]),
    rating: maybeNumber(frame["rating"]),
    rating_count: number(frame["rating_count"], 0),
    available: frame["available"] !== false,
    stock: maybeNumber(frame["stock"]),
    options: Object.fromEntries(options),
  };
}

function readCitation(frame: Fields, logged: Logged): Citation | null {
  const source = fields(frame["source"]);
  const count = maybeNumber(frame["number"]);
  if (count === null) return null;
  return {
    ...logged,
    type: "citation",
    number: count,
    quote: text(frame["quote"]),
    source: {
      kind: text(source["kind"]),
      id: text(source["id"]),
      title: text(source["title"]),
      headings: texts(source["headings"]),
      page: maybeNumber(source["page"]),
      url: maybeText(source["url"]),
    },
  };
}

function readLogged(frame: Fields): LogFrame | null {
  const seq = maybeNumber(frame["seq"]);
  const message = text(frame["message"]);
  if (seq === null || !message) return null;
  const logged = { seq, message };
  switch (frame["type"]) {
    case "said": {
      const { author, at, attachments } = frame;
      const said = { text: text(frame["text"]), at: text(at), attachments: texts(attachments) };
      return { ...logged, type: "said", author: text(author), ...said };
    }
    case "typing":
      return { ...logged, type: "typing" };
    case "token":
      return { ...logged, type: "token", text: text(frame["text"]) };
    case "tool":
      return {
        ...logged,
        type: "tool",
        name: text(frame["name"]),
        state: frame["state"] === "finished" ? "finished" : "started",
      };
    case "card":
      return readCard(frame, logged);
    case "citation":
      return readCitation(frame, logged);
    case "quick_replies":
      return { ...logged, type: "quick_replies", choices: texts(frame["choices"]) };
    case "filters":
      return { ...logged, type: "filters", applied: texts(frame["applied"]), relaxed: texts(frame["relaxed"]) };
    case "confirm": {
      const { proposal, action, effect, title, expires } = frame;
      const told = { effect: text(effect), title: text(title), expires: text(expires) };
      return { ...logged, type: "confirm", proposal: text(proposal), action: text(action), ...told };
    }
    case "settled":
      return { ...logged, type: "settled", proposal: text(frame["proposal"]), state: text(frame["state"]) };
    case "handed_off":
      return { ...logged, type: "handed_off", reason: text(frame["reason"]), summary: text(frame["summary"]) };
    case "person":
      return { ...logged, type: "person", name: text(frame["name"]), here: frame["here"] !== false };
    case "done": {
      const { reply, language, at } = frame;
      const failed = frame["failed"] === true;
      return { ...logged, type: "done", reply: text(reply), language: text(language), at: text(at), failed };
    }
    default:
      return null;
  }
}

/** A server's frame, or null for what is not one: newer kinds are ignored rather than feared. */
export function read(data: string): ServerFrame | null {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return null;
  }
  const frame = fields(value);
  switch (frame["type"]) {
    case "welcome":
      return readWelcome(frame);
    case "error":
      return readError(frame);
    case "ping":
      return { type: "ping" };
    default:
      return readLogged(frame);
  }
}

/** A client's frame as the text that is sent. */
export function write(frame: ClientFrame): string {
  return JSON.stringify({ v: VERSION, ...frame });
}
