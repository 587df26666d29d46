/** The little Markdown that replies are written in, as elements: paragraphs, lists, emphasis, code, links, [n]. */

import { h, safeUrl } from "./dom";

export interface Rich {
  readonly base: string; // what relative links are relative to
  cite(number: number): HTMLElement | null; // the button of a citation, if there is one with this number
}

const INLINE =
  /\*\*(?<bold>[^*\n]+)\*\*|`(?<code>[^`\n]+)`|\[(?<cite>\d{1,2})\](?!\()|\[(?<label>[^\]\n]+)\]\((?<href>[^)\s]+)\)|(?<![\p{L}\p{N}_*])\*(?<italic>[^*\s][^*\n]*)\*|(?<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)|(?<phone>\+\d{1,3}(?:[ .-]?\(?\d{2,4}\)?){2,5}(?!\d))|(?<url>https?:\/\/[^\s<>"“”，。）)]+)/gu;
const ITEM = /^\s*(?:[-*•]|(?<ordinal>\d{1,3})[.)、])\s+(?<item>.*)$/u;
const HEADING = /^#{1,6}\s+(?<heading>.*)$/u;

function link(label: string, href: string, base: string): Node {
  const url = safeUrl(href, base);
  if (!url) return document.createTextNode(label);
  const outside = !url.startsWith(new URL(base).origin + "/");
  return h("a", outside ? { href: url, target: "_blank", rel: "noopener noreferrer nofollow" } : { href: url }, label);
}

/** One line's text as nodes. */
export function inline(text: string, rich: Rich): Node[] {
  const nodes: Node[] = [];
  let last = 0;
  for (const match of text.matchAll(INLINE)) {
    const { bold, code, cite, label, href, italic, mail, phone, url } = match.groups as Record<
      string,
      string | undefined
    >;
    let node: Node | null = null;
    if (bold) node = h("strong", {}, ...inline(bold, rich));
    else if (code) node = h("code", {}, code);
    else if (cite) node = rich.cite(Number(cite));
    else if (label && href) node = link(label, href, rich.base);
    else if (italic) node = h("em", {}, ...inline(italic, rich));
    else if (mail) node = h("a", { href: `mailto:${mail}` }, mail);
    else if (phone) node = h("a", { href: `tel:${phone.replace(/[^+\d]/g, "")}` }, phone);
    else if (url) {
      const bare = url.replace(/[.,;:!?]+$/, "");
      nodes.push(document.createTextNode(text.slice(last, match.index)), link(bare, bare, rich.base));
      last = match.index + bare.length;
      continue;
    }
    if (!node) continue; // stays as it was written
    nodes.push(document.createTextNode(text.slice(last, match.index)), node);
    last = match.index + match[0].length;
  }
  nodes.push(document.createTextNode(text.slice(last)));
  return nodes;
}

/** A reply as block elements. Safe for any text: only text nodes and our own elements come of it. */
export function blocks(text: string, rich: Rich): HTMLElement[] {
  const result: HTMLElement[] = [];
  let paragraph: HTMLElement | null = null;
  let list: HTMLElement | null = null;
  let ordered = false;
  for (const line of text.replace(/\r\n?/g, "\n").split("\n")) {
    const item = ITEM.exec(line)?.groups;
    if (item) {
      const { ordinal } = item;
      if (!list || ordered !== (ordinal !== undefined)) {
        ordered = ordinal !== undefined;
        list = ordered ? h("ol", { start: ordinal }) : h("ul");
        result.push(list);
      }
      list.append(h("li", {}, ...inline(item["item"] ?? "", rich)));
      paragraph = null;
      continue;
    }
    if (!line.trim()) {
      paragraph = list = null;
      continue;
    }
    list = null;
    const heading = HEADING.exec(line)?.groups?.["heading"];
    if (heading !== undefined) {
      result.push(h("p", { class: "heading" }, h("strong", {}, ...inline(heading, rich))));
      paragraph = null;
    } else if (paragraph) paragraph.append(h("br"), ...inline(line, rich));
    else result.push((paragraph = h("p", {}, ...inline(line, rich))));
  }
  return result;
}

/** What a screen reader is told of a reply: its words, without marks and citation numbers. */
export function spoken(text: string): string {
  return text
    .replace(/\[(\d{1,2})\](?!\()/g, "")
    .replace(/\[([^\]\n]+)\]\([^)\s]+\)/g, "$1")
    .replace(/\*\*|`|^#{1,6}\s+/gm, "")
    .replace(/\s+/g, " ")
    .trim();
}
