/** The lazy part: joins the line, the surface and the panel. */

import { paletteOf } from "./colour";
import { Comparison } from "./compare";
import { Connection, type Line } from "./connection";
import type { Context } from "./context";
import { turnsOf, type TurnView } from "./conversation";
import { h } from "./dom";
import { deleteConversation } from "./forget";
import { introView } from "./intro";
import { Latest } from "./latest";
import type { Newsroom } from "./news";
import type { Options } from "./options";
import { openShelf, type Shelf } from "./outbox";
import { Panel } from "./panel";
import type { Answer, ErrorFrame, LogFrame, Welcome } from "./protocol";
import { spoken } from "./richtext";
import { Scroll } from "./scroll";
import { stringsOf, type Strings } from "./strings";
import baseCss from "./styles/base.css?inline";
import panelCss from "./styles/panel.css?inline";
import { Surface } from "./surface";
import { Timeline } from "./timeline";
import { listenForDrops, Tray } from "./tray";

export interface Mount {
  readonly root: HTMLElement; // the element in our shadow root that everything goes into
  readonly shadow: ShadowRoot;
  readonly launcher: HTMLElement;
  readonly options: Options;
  readonly news: Newsroom;
  unread(count: number): void;
  stayOpen(open: boolean): void; // over the next page
}

/** A key of a message: unguessable and unique, also on pages without a secure context. */
function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function dial(server: string): Line {
  return new WebSocket(`${server.replace(/^http/, "ws")}/ws/chat`) as unknown as Line;
}

export class Widget {
  readonly #strings: Strings;
  readonly #connection: Connection;
  readonly #surface: Surface;
  readonly #panel: Panel;
  readonly #tray: Tray;
  readonly #comparison: Comparison;
  readonly #context: Context;
  readonly #shelf: Shelf;
  readonly #timeline: Timeline;
  readonly #count = h("p", { class: "count", role: "alert" });
  readonly #latest: Latest;

  #options: Options;
  #scroll: Scroll | null = null;
  #intro: HTMLElement | null = null;
  #drawing = false;
  #unread = 0;
  #waiting: ((conversation: string) => void)[] = [];

  constructor(private readonly mount: Mount) {
    const { options } = mount;
    this.#options = options;
    this.#strings = stringsOf(options.locale);
    this.#shelf = openShelf(`xiaoer ${options.server} `);
    this.#context = this.#makeContext();
    this.#connection = this.#makeConnection();
    this.#comparison = new Comparison(this.#strings, () => this.#recompare(), this.ask);
    this.#tray = this.#makeTray();
    this.#surface = new Surface({
      strings: this.#strings,
      sendable: (text) => this.#sendable(text),
      submit: (text) => this.#say(text, this.#tray.take()),
      files: (files) => this.#tray.add(files),
      typed: (text) => this.#typed(text),
    });
    this.#panel = this.#makePanel();
    this.#timeline = new Timeline(this.#connection, this.#surface, this.#context);
    this.#latest = new Latest(this.#strings, () => this.#scroll?.toEnd());
    this.#build();
  }

  open = (focus = true): void => {
    void this.#surface.ready.then(() => this.#panel.open(focus));
  };

  close = (): void => this.#panel.close();

  toggle = (): void => (this.#panel.isOpen ? this.close() : this.open());

  /** Say something in the customer's name, with the panel open. */
  ask = (text: string): void => {
    void this.#surface.ready.then(() => {
      this.#panel.open();
      if (text.trim()) this.#say(text.trim(), []);
    });
  };

  /** Tell which product the page is about, on pages that change without loading. */
  page = (product: string | null): void => {
    this.#options = { ...this.#options, product };
  };

  #makeContext(): Context {
    return {
      options: this.#options,
      strings: this.#strings,
      base: `${this.#options.server}/`,
      say: (text) => this.#say(text, []),
      answer: (proposal, agree) => this.#say(agree ? this.#strings.yes : this.#strings.no, [], { proposal, agree }),
      again: (id) => this.#again(id),
      picture: (upload) => this.#picture(upload),
      comparing: {
        has: (product) => this.#comparison.has(product),
        toggle: (card) => this.#comparison.toggle(card),
      },
    };
  }

  #makeConnection(): Connection {
    const edge = {
      shelf: this.#shelf,
      dial: () => dial(this.#options.server),
      random: Math.random,
      online: () => navigator.onLine,
    };
    const listener = {
      changed: () => this.#changed(),
      welcomed: (welcome: Welcome) => this.#welcomed(welcome),
      logged: (frame: LogFrame) => this.#logged(frame),
      refused: (error: ErrorFrame) => {
        // The reply itself says that a turn broke, and offers to try again.
        if (error.id === undefined) this.#panel.problem(error.text || error.code);
      },
    };
    return new Connection(edge, listener, this.#options.locale, this.#options.identity);
  }

  #makeTray(): Tray {
    return new Tray({
      server: this.#options.server,
      strings: this.#strings,
      limits: () => this.#connection.welcome?.limits ?? null,
      conversation: () => this.#conversation(),
      changed: () => this.#surface.validate(),
      problem: (words) => this.#panel.problem(words),
    });
  }

  #makePanel(): Panel {
    return new Panel({
      options: this.#options,
      strings: this.#strings,
      launcher: this.mount.launcher,
      fresh: () => this.#fresh(this.#strings.freshDone),
      forget: () => void this.#forget(),
      retry: () => this.#connection.open(),
      focusInput: () => this.#surface.focus(),
      opened: () => this.#opened(),
      closed: () => {
        delete this.mount.root.dataset["open"];
        this.mount.stayOpen(false);
        this.mount.news.tell("close", {});
      },
    });
  }

  #build(): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(baseCss + panelCss);
    this.mount.shadow.adoptedStyleSheets.push(sheet);
    this.#brand(this.#options.brand ?? "");
    this.#panel.slot.append(this.#surface.element);
    this.mount.root.prepend(this.#panel.element);
    this.#surface.above.append(this.#latest.element, this.#comparison.element, this.#tray.element, this.#count);
    void this.#surface.ready.then(() => {
      this.#scroll = new Scroll(this.#surface.list, (atEnd) => this.#latest.moved(atEnd));
      this.#changed();
    });
    this.#listen();
  }

  #listen(): void {
    const connection = this.#connection;
    window.addEventListener("online", () => this.#panel.isOpen && connection.open());
    window.addEventListener("offline", () => connection.offline());
    window.addEventListener("pageshow", (event) => event.persisted && this.#panel.isOpen && connection.open());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && this.#panel.isOpen) connection.open();
    });
    window.addEventListener("storage", (event) => {
      if (event.key === `xiaoer ${this.#options.server} conversation`) connection.join();
    });
    listenForDrops(this.#panel.element, this.#panel.drop, (files) => this.#tray.add(files));
  }

  #brand(colour: string): void {
    const palette = paletteOf(colour);
    for (const [name, value] of Object.entries({
      "--brand": palette.brand,
      "--on-brand": palette.onBrand,
      "--accent-light": palette.accentLight,
      "--accent-dark": palette.accentDark,
    }))
      this.mount.root.style.setProperty(name, value);
  }

  #conversation(): Promise<string> {
    const { welcome, state } = this.#connection;
    if (welcome && state === "open") return Promise.resolve(welcome.conversation);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #picture(upload: string): string | null {
    const preview = this.#tray.previews.get(upload);
    const conversation = this.#connection.welcome?.conversation;
    if (preview || !conversation) return preview ?? null;
    return [`${this.#options.server}/api/uploads`, conversation, encodeURIComponent(upload)].join("/");
  }

  #sendable(text: string): boolean {
    const most = this.#connection.welcome?.limits.max_characters ?? Infinity;
    return !this.#tray.busy && (text.trim().length > 0 || this.#tray.ready.length > 0) && text.trim().length <= most;
  }

  #typed(text: string): void {
    const most = this.#connection.welcome?.limits.max_characters ?? Infinity;
    this.#count.textContent = text.length > most ? this.#strings.tooLong(text.length - most) : "";
  }

  #say(text: string, attachments: string[], answer?: Answer): void {
    const id = newId();
    this.#panel.calm();
    this.#connection.say({
      id,
      text,
      attachments,
      page: this.#options.product,
      at: new Date().toISOString(),
      refused: null,
      ...(answer && { answer }),
    });
    this.#draw();
    this.mount.news.tell("message", { text });
    const entry = this.#timeline.said(id);
    if (entry) this.#scroll?.follow(entry);
    this.#scroll?.settle();
  }

  #again(id: string): void {
    if (this.#connection.outbox.items.some((item) => item.id === id)) return this.#connection.again(id);
    const said = turnsOf(this.#connection.conversation).find((turn) => turn.id === id)?.said;
    if (!said) return;
    const { text, attachments, at } = said;
    this.#connection.repeat({ id, text, attachments, at, page: this.#options.product, refused: null });
  }

  async #forget(): Promise<void> {
    const { id } = this.#connection;
    if (id !== null && !(await deleteConversation(this.#options.server, id)))
      return this.#panel.problem(this.#strings.forgetFailed);
    this.#fresh(this.#strings.forgotten);
  }

  #fresh(done: string): void {
    this.#comparison.clear();
    this.#connection.fresh();
    this.#panel.hush();
    this.#panel.announce(done);
    this.#latest.moved(true);
    this.#surface.focus();
  }

  #opened(): void {
    this.mount.root.dataset["open"] = "";
    this.mount.stayOpen(true);
    this.#unread = 0;
    this.mount.unread(0);
    this.#connection.open();
    this.#scroll?.settle();
    this.mount.news.tell("open", {});
  }

  #welcomed(welcome: Welcome): void {
    this.#panel.name(welcome.shop.name);
    if (this.#options.brand === null) this.#brand(welcome.shop.brand_colour);
    for (const resolve of this.#waiting.splice(0)) resolve(welcome.conversation);
    this.#surface.validate();
  }

  /** A frame that is news, not history, is told to who cannot see it. */
  #logged(frame: LogFrame): void {
    if (frame.seq <= this.#connection.conversation.replayed) return;
    if (frame.type === "handed_off") this.mount.news.tell("handoff", { reason: frame.reason });
    if (frame.type === "person") {
      const { joined, left } = this.#strings;
      this.#panel.announce(frame.here ? joined(frame.name) : left(frame.name));
    }
    const finished = frame.type === "done" || (frame.type === "said" && frame.author !== "customer");
    if (!finished) return;
    const who = frame.type === "said" ? frame.author : this.#strings.agent;
    const view = turnsOf(this.#connection.conversation).find((turn) => turn.id === frame.message);
    this.#panel.announce(this.#strings.says(who, this.#toldOf(frame, view)));
    this.#tell(frame, view);
    if (this.#scroll?.away) this.#latest.add();
    if (this.#panel.isOpen) return;
    this.#unread += 1;
    this.mount.unread(this.#unread);
  }

  #tell(frame: LogFrame, view: TurnView | undefined): void {
    const said = frame.type === "said" ? frame : null;
    const products = said ? [] : (view?.cards.map((card) => card.product) ?? []);
    this.mount.news.tell("reply", { text: said?.text ?? view?.text ?? "", author: said?.author ?? "", products });
  }

  #toldOf(frame: LogFrame, view: TurnView | undefined): string {
    if (frame.type === "said") return spoken(frame.text);
    if (view?.status === "failed") return this.#strings.failedReply;
    const cards = view && view.cards.length > 0 ? `${this.#strings.products(view.cards.length)}: ` : "";
    const titles = view?.cards.map((card) => card.title).join(", ") ?? "";
    return [spoken(view?.text ?? ""), cards + titles].filter(Boolean).join(" ");
  }

  #recompare(): void {
    this.#timeline.refresh();
    this.#scroll?.settle();
  }

  #changed(): void {
    if (this.#drawing) return;
    this.#drawing = true;
    setTimeout(() => this.#draw(), 16); // not a frame: a hidden tab has none
  }

  #draw(): void {
    this.#drawing = false;
    this.#panel.line(this.#connection.state, this.#connection.troubled);
    if (!this.#scroll) return;
    this.#drawIntro(this.#timeline.draw());
    this.#scroll.settle();
  }

  #drawIntro(empty: boolean): void {
    const { welcome, state } = this.#connection;
    const loading = this.#connection.id !== null && welcome === null && state === "connecting";
    if (!empty || loading) {
      this.#intro?.remove();
      this.#intro = null;
    } else if (!this.#intro?.isConnected) {
      this.#intro = introView({ ...this.#context, options: this.#options }, welcome?.shop.name ?? "");
      this.#surface.lead(this.#intro);
    }
  }
}

/** Called by the loader. */
export function mount(where: Mount): Widget {
  return new Widget(where);
}
