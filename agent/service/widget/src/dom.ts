/** Elements from text only: nothing here, or in what uses it, ever parses HTML. */

/** A phone, or a window that is zoomed until there is no room beside the chat. As in panel.css. */
export const SMALL_SCREEN = "(max-width: 540px), (max-height: 480px)";

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | null | undefined>;

function append(element: Element, children: readonly Child[]): void {
  for (const child of children) if (child !== null && child !== undefined && child !== false) element.append(child);
}

/** An element with attributes (`false`, null and undefined leave one out) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== null && value !== undefined && value !== false)
      element.setAttribute(name, value === true ? "" : String(value));
  append(element, children);
  return element;
}

/** A button that does not submit anything. */
export function button(attributes: Attributes, click: (event: MouseEvent) => void, ...children: Child[]) {
  const element = h("button", { type: "button", ...attributes }, ...children);
  element.addEventListener("click", click);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** A 24 × 24 line icon from one path. */
export function icon(path: string, filled = false): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  for (const [name, value] of Object.entries({ viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" }))
    svg.setAttribute(name, value);
  svg.setAttribute("class", filled ? "icon filled" : "icon");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** A link's address if a click on it is safe: http, https or relative to `base`; else null. */
export function safeUrl(href: string | null, base: string): string | null {
  if (!href) return null;
  try {
    const url = new URL(href.trim(), base);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

/** A picture's address if it may be loaded: as `safeUrl`, and pictures that are part of the message. */
export function safePicture(href: string | null, base: string): string | null {
  return href && /^data:image\/(png|jpeg|webp|gif);base64,/i.test(href) ? href : safeUrl(href, base);
}

/** Put an element's children in this order, moving only what is out of place (so focus and animations survive). */
export function arrange(parent: Element, wanted: readonly Element[]): void {
  let next = parent.firstElementChild;
  for (const element of wanted) {
    if (element === next) next = next.nextElementSibling;
    else parent.insertBefore(element, next);
  }
}
