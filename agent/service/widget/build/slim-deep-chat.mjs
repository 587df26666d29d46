// deep-chat is published as one bundled file with every service it can talk to. The widget speaks to our server only,
// so what it never opens is replaced by nothing and then pruned: 110 kB gzipped become about a third.

import { parse } from "acorn";
import { prune } from "./prune.mjs";

const FILE = "deep-chat/dist/deepChat.bundle.js";

/** Class bodies, found by the names of their methods (which the bundle does not mangle), and what takes their place. */
const STUBS = [
  // Markdown of text messages: every message of ours is drawn by our own code, from text nodes.
  { methods: ["instantiate", "createNew", "addPlugins"], body: "{static createNew(){return{render:t=>t}}}" },
  // A link to fonts.googleapis.com in the host page's head: nobody asked for it.
  { methods: ["attemptAppendStyleSheetToHead"], body: "{static attemptAppendStyleSheetToHead(){}}" },
  { methods: ["toggleSpeechAfterSubmit", "processConfiguration"], body: "{static toggleSpeechAfterSubmit(){}}" },
  { methods: ["findModelInWindow", "attemptToCreateChat"], body: "{}" },
  { methods: ["createCameraModalFunc", "openCameraModal"], body: "{static createCameraModalFunc(){}}" },
  { methods: ["createCautionText", "createHelpTextContainer"], body: "{static render(){}}" },
];

/** The factory that picks a service by configuration: ours is always the custom connection. */
const FACTORY = /static create\((\w+)\)\{const\{directConnection:\w+,connect:(\w+),demo:\w+,webModel:\w+\}=\1;/;

function classBodies(node, found = []) {
  if (Array.isArray(node)) for (const child of node) classBodies(child, found);
  else if (node && typeof node === "object") {
    if (node.type === "ClassBody") found.push(node);
    for (const key of Object.keys(node)) if (key !== "type") classBodies(node[key], found);
  }
  return found;
}

function stub(code) {
  const bodies = classBodies(parse(code, { ecmaVersion: "latest", sourceType: "module" }));
  const edits = STUBS.map(({ methods, body }) => {
    const matches = bodies.filter((node) => {
      const own = new Set(node.body.map((member) => member.key?.name));
      return methods.every((name) => own.has(name));
    });
    if (matches.length !== 1)
      throw new Error(`${FILE}: ${matches.length} classes have ${methods.join(", ")}; needed 1`);
    return { start: matches[0].start, end: matches[0].end, body };
  });
  edits.sort((one, other) => other.start - one.start);
  return edits.reduce((text, { start, end, body }) => text.slice(0, start) + body + text.slice(end), code);
}

function replaceOnce(code, from, to) {
  const parts = code.split(from);
  if (parts.length !== 2) throw new Error(`${FILE}: ${parts.length - 1} times ${from}; needed 1`);
  return parts.join(to);
}

// Where the reader is, is ours to say: deep-chat would jump to the end with every message.
const SCROLL = "static scrollToBottom(t,e=!1,s){";

/** deep-chat's bundle with only what the widget can reach. */
export function slim(code) {
  const factory = FACTORY.exec(code);
  if (!factory) throw new Error(`${FILE}: no service factory of the known form`);
  const from = factory.index + factory[0].length;
  const to = code.indexOf(`return ${factory[2]}&&Object.keys(`, from);
  const custom = code.slice(0, from) + code.slice(to);
  // Under a name of our own, for pages that have a deep-chat already.
  const named = replaceOnce(custom, 'customElements.define("deep-chat"', 'customElements.define("xiaoer-deep-chat"');
  return prune(stub(replaceOnce(named, SCROLL, `${SCROLL}return;`)));
}

/** The Vite plugin. */
export function slimDeepChat() {
  return {
    name: "slim-deep-chat",
    enforce: "pre",
    transform(code, id) {
      return id.split("?")[0].endsWith(FILE) ? { code: slim(code), map: null } : undefined;
    },
  };
}
