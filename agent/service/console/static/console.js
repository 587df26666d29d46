// The console's live parts: what the server says has changed is fetched again, as the same HTML it first came in.
"use strict";
const $ = (id) => document.getElementById(id);
const problem = $("problem");
const csrf = document.querySelector('meta[name="csrf"]')?.content ?? "";
const conversation = $("thread")?.dataset.conversation ?? "";

const steps = [[60, "second"], [60, "minute"], [24, "hour"], [Infinity, "day"]];
const relative = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto", style: "short" });

function ago(since) {
  let value = Math.round((since - Date.now()) / 1000);
  for (const [size, unit] of steps) {
    if (Math.abs(value) < size) return relative.format(value, unit);
    value = Math.round(value / size);
  }
}

function tell() {
  for (const time of document.querySelectorAll("time.ago")) time.textContent = ago(Date.parse(time.dateTime));
  for (const time of document.querySelectorAll("time.clock"))
    time.textContent = new Date(time.dateTime).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  const waiting = Number(document.querySelector("[data-waiting]")?.dataset.waiting ?? 0);
  document.title = document.title.replace(/^\(\d+\) /, "");
  if (waiting) document.title = `(${waiting}) ${document.title}`;
}

function mine() {
  const head = document.querySelector(".talk-head");
  for (const field of document.querySelectorAll("#reply textarea, #reply button, #reply select"))
    field.disabled = !head?.dataset.mine;
}

async function piece(url, target) {
  const answer = await fetch(url, { headers: { Accept: "text/html-fragment" } });
  if (answer.status === 401) return location.assign("/console/login");
  if (!answer.ok) return;
  const html = await answer.text(); // nothing is awaited from here on: what is open or focused now stays so
  const open = new Set([...target.querySelectorAll("details[open][data-key]")].map((one) => one.dataset.key));
  const log = target.querySelector(".said-list");
  const atEnd = !log || log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  const scrolled = log?.scrollTop ?? 0;
  const focused = target.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  target.innerHTML = html;
  for (const one of target.querySelectorAll("details[data-key]")) one.open = open.has(one.dataset.key);
  const next = target.querySelector(".said-list");
  if (next) next.scrollTop = atEnd ? next.scrollHeight : scrolled;
  if (focused) [...target.querySelectorAll("a")].find((a) => a.getAttribute("href") === focused)?.focus();
  tell();
  mine();
}

const due = new Set();
let timer = 0;
function refresh(what) {
  due.add(what);
  clearTimeout(timer);
  timer = setTimeout(() => {
    const rows = $("rows");
    if (rows) void piece(`/console/queue?at=${encodeURIComponent(conversation)}`, rows);
    if (conversation && (due.has(conversation) || due.has("queue")))
      void piece(`/console/conversations/${encodeURIComponent(conversation)}/thread`, $("thread"));
    due.clear();
  }, 120);
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!("live" in form.dataset)) return;
  event.preventDefault();
  const buttons = [...form.querySelectorAll("button")];
  for (const button of buttons) button.disabled = true;
  problem.textContent = "";
  try {
    const answer = await fetch(form.action, {
      method: "POST", body: new FormData(form), headers: { "X-CSRF-Token": csrf }, redirect: "manual",
    });
    if (answer.type === "opaqueredirect" || answer.ok) {
      form.querySelector("textarea")?.form.reset();
      refresh(conversation);
    } else {
      const told = await answer.json().catch(() => null);
      problem.textContent = told?.error?.message ?? `${answer.status}`;
    }
  } catch {
    problem.textContent = problem.dataset.lost;
  }
  for (const button of buttons) button.disabled = false;
  mine();
});

$("canned")?.addEventListener("change", (event) => {
  const area = $("reply-text");
  area.setRangeText(event.target.value, area.selectionStart, area.selectionEnd, "end");
  event.target.value = "";
  area.focus();
});

document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) event.target.form.requestSubmit();
  else if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    if ($("search")) $("search").focus();
    else location.assign("/console/search");
  } else if (event.altKey && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    const links = [...document.querySelectorAll("#rows a")];
    if (!links.length) return;
    event.preventDefault();
    const at = links.findIndex((a) => a === document.activeElement || a.hasAttribute("aria-current"));
    const next = (at + (event.key === "ArrowDown" ? 1 : -1) + links.length) % links.length;
    links[at < 0 ? 0 : next].focus();
  }
});

const stream = new EventSource("/console/events");
stream.onmessage = (event) => refresh(event.data);
stream.onopen = () => { if (problem.textContent === problem.dataset.lost) problem.textContent = ""; };
stream.onerror = () => { problem.textContent = problem.dataset.lost; };
addEventListener("pagehide", () => stream.close());
setInterval(tell, 15000);
tell();
mine();
const log = document.querySelector(".said-list");
if (log) log.scrollTop = log.scrollHeight;
$("search")?.focus();
