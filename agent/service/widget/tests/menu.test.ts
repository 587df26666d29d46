// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { MORE, TRASH } from "../src/icons";
import { Menu } from "../src/menu";
import { decide } from "../src/sheet";

function menu(acts: string[] = []) {
  const item = (label: string) => ({ label, path: TRASH, act: () => void acts.push(label) });
  const made = new Menu("More", MORE, [item("one"), item("two")]);
  document.body.replaceChildren(made.element);
  return made;
}

const press = (key: string) =>
  document.activeElement!.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));

test("the keys go round the menu, and Esc gives the focus back without closing more", () => {
  const { opener, element } = menu();
  let outside = 0;
  document.body.addEventListener("keydown", ({ key }) => void (key === "Escape" && (outside += 1)), { once: true });
  opener.focus();
  press("ArrowDown");
  const seen = [document.activeElement?.textContent];
  for (const key of ["ArrowDown", "ArrowDown", "ArrowUp", "Home", "End"]) {
    press(key);
    seen.push(document.activeElement?.textContent);
  }
  expect(seen).toEqual(["one", "two", "one", "two", "one", "two"]);
  press("Escape");
  expect(document.activeElement).toBe(opener);
  expect(element.querySelector<HTMLElement>(".menu")?.hidden).toBe(true);
  expect(outside).toBe(0);
});

test("what is chosen is done once, and the menu is away", () => {
  const acts: string[] = [];
  const { opener, element } = menu(acts);
  opener.click();
  element.querySelectorAll<HTMLElement>("[role=menuitem]")[1]?.click();
  expect(acts).toEqual(["two"]);
  expect(opener.getAttribute("aria-expanded")).toBe("false");
});

test.each([
  [".danger", true],
  [".plain", false],
  ["Escape", false],
])("a question over the panel: %s is %s", async (how, wanted) => {
  const panel = document.createElement("section");
  const inside = document.createElement("button");
  panel.append(inside);
  document.body.replaceChildren(panel);
  const answer = decide(panel, { title: "Sure?", more: "For ever.", yes: "Yes", no: "No" });
  expect(document.activeElement?.textContent).toBe("No");
  expect(inside.inert).toBe(true);
  if (how === "Escape") press("Escape");
  else panel.querySelector<HTMLElement>(how)?.click();
  expect(await answer).toBe(wanted);
  expect(inside.inert).toBe(false);
  expect(panel.querySelector(".sheet")).toBeNull();
});
