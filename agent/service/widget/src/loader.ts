/** The script that a page includes: shows the launcher, and fetches the rest when it is wanted. */

import type { Mount, Widget } from "./app";
import { paletteOf } from "./colour";
import { button, icon, SMALL_SCREEN } from "./dom";
import { CHAT, DOWN } from "./icons";
import { Newsroom } from "./news";
import { problemsOf, readOptions, type Options } from "./options";
import css from "./styles/loader.css?inline";

const WORDS = {
  en: {
    open: "Open chat",
    unread: (count: number) => `Open chat, new messages: ${count}`,
    failed: "The chat could not be loaded. Try again.",
  },
  zh: { open: "打开聊天", unread: (count: number) => `打开聊天，${count}条新消息`, failed: "聊天加载失败，请重试。" },
} as const;

interface Api {
  open(): void;
  close(): void;
  send(text: string): void;
  page(product: string | null): void;
  on: Newsroom["on"];
}

declare global {
  interface Window {
    Xiaoer?: Api;
  }
}

function remember(options: Options): { wasOpen(): boolean; stayOpen(open: boolean): void } {
  const key = `xiaoer ${options.server} open`;
  return {
    wasOpen() {
      try {
        return sessionStorage.getItem(key) === "1" && !matchMedia(SMALL_SCREEN).matches;
      } catch {
        return false;
      }
    },
    stayOpen(open) {
      try {
        sessionStorage.setItem(key, open ? "1" : "0");
      } catch {
        // A browser that keeps nothing: the panel is closed on the next page.
      }
    },
  };
}

function launch(script: HTMLScriptElement): void {
  const { documentElement: page } = document;
  const direction = page.dir || document.body.dir;
  const at = { script: script.src, url: location.href, language: page.lang, direction };
  const options = readOptions(script.dataset, at);
  for (const problem of problemsOf(script.dataset)) console.warn(`Xiaoer's script tag: ${problem}`);
  const news = new Newsroom();
  const words = WORDS[options.locale];
  const memory = remember(options);

  const host = document.createElement("div");
  host.id = "xiaoer";
  host.style.cssText = "all:initial!important;position:static!important";
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  shadow.adoptedStyleSheets.push(sheet);

  const root = document.createElement("div");
  root.className = "widget";
  root.lang = options.locale === "zh" ? "zh-CN" : "en";
  root.dir = options.direction;
  root.dataset["position"] = options.position;
  const palette = paletteOf(options.brand ?? "");
  root.style.cssText = `--brand:${palette.brand};--on-brand:${palette.onBrand}`;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => {
    const wanted = script.dataset["theme"] ?? "auto";
    root.dataset["theme"] = wanted === "light" || wanted === "dark" ? wanted : dark.matches ? "dark" : "light";
  };
  theme();
  dark.addEventListener("change", theme);
  new MutationObserver(theme).observe(script, { attributeFilter: ["data-theme"] });

  let widget: Promise<Widget> | undefined;
  const launcher = button(
    { class: "launcher", "aria-label": words.open, title: words.open, "aria-expanded": "false" },
    () => void load().then((app) => app?.toggle()),
    icon(CHAT),
    icon(DOWN),
  );
  const badge = document.createElement("span");
  badge.className = "badge";
  badge.ariaHidden = "true";
  launcher.append(badge);

  const unread = (count: number) => {
    badge.textContent = count > 0 ? String(Math.min(count, 99)) : "";
    launcher.setAttribute("aria-label", count > 0 ? words.unread(count) : words.open);
    news.tell("unread", { count });
  };
  const where: Mount = { root, shadow, launcher, options, news, unread, stayOpen: memory.stayOpen };

  async function load(): Promise<Widget | undefined> {
    try {
      widget ??= import(/* @vite-ignore */ new URL(`widget/assets/${__APP__}`, script.src).href).then(
        (app: typeof import("./app")) => app.mount(where),
      );
      return await widget;
    } catch {
      widget = undefined;
      launcher.title = words.failed;
      launcher.setAttribute("aria-label", words.failed);
      return undefined;
    }
  }

  root.append(launcher);
  shadow.append(root);
  document.body.append(host);

  for (const wish of ["pointerenter", "focus"]) launcher.addEventListener(wish, () => void load(), { once: true });
  const idle = window.requestIdleCallback ?? ((then: () => void) => setTimeout(then, 2000));
  const thrifty = (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;
  if (options.open || memory.wasOpen()) void load().then((app) => app?.open(options.open));
  else if (!thrifty) window.addEventListener("load", () => idle(() => void load()), { once: true });

  window.Xiaoer = {
    open: () => void load().then((app) => app?.open()),
    close: () => void load().then((app) => app?.close()),
    send: (text) => void load().then((app) => app?.ask(String(text))),
    page: (product) => void load().then((app) => app?.page(product)),
    on: (kind, listener) => news.on(kind, listener),
  };
  document.dispatchEvent(new CustomEvent("xiaoer:ready"));
  // Any element of the page can open the chat: <button data-xiaoer-ask="Is it in stock?">, or with no words.
  document.addEventListener("click", (event) => {
    const ask = (event.target as Element | null)?.closest?.<HTMLElement>("[data-xiaoer-ask]");
    if (ask) window.Xiaoer?.send(ask.dataset["xiaoerAsk"] ?? "");
  });
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement && !document.getElementById("xiaoer")) {
  if (document.body) launch(script);
  else document.addEventListener("DOMContentLoaded", () => launch(script), { once: true });
}
