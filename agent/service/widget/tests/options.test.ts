import { expect, test } from "vitest";
import { problemsOf, readOptions } from "../src/options";

const page = { script: "https://shop.example/widget.js", url: "https://blog.example/a/b", language: "", direction: "" };

test("the server is where the script came from, unless the tag says another", () => {
  expect(readOptions({}, page).server).toBe("https://shop.example");
  expect(readOptions({}, { ...page, script: "https://x.example/xiaoer/widget.js" }).server).toBe(
    "https://x.example/xiaoer",
  );
  expect(readOptions({ server: "/" }, page).server).toBe("https://blog.example");
  expect(readOptions({ server: "https://api.example/chat/" }, page).server).toBe("https://api.example/chat");
});

test("a server that is no web address is not believed", () => {
  expect(readOptions({ server: "javascript:alert(1)" }, page).server).toBe("https://shop.example");
  expect(readOptions({ server: "http://" }, page).server).toBe("https://shop.example");
});

test.each([
  [{ locale: "fr" }, 'data-locale is "fr"; needed: en, zh'],
  [{ theme: "pink" }, 'data-theme is "pink"; needed: light, dark, auto'],
  [{ brand: "orange" }, 'data-brand is "orange"; needed: a colour such as #b4532a'],
  [{ position: "top" }, 'data-position is "top"; needed: end, start, left, right'],
  [{ dir: "up" }, 'data-dir is "up"; needed: ltr, rtl'],
  [{ open: "yes" }, 'data-open is "yes"; needed: true, false'],
  [{ server: "javascript:1" }, 'data-server is "javascript:1"; needed: an http or https address'],
])("%j is told to who wrote the page", (data, problem) => expect(problemsOf(data)).toEqual([problem]));

test("right and unknown attributes are told to nobody", () => {
  const right = {
    locale: "zh-CN",
    theme: "Auto",
    brand: "#abc",
    position: "left",
    dir: "rtl",
    open: "",
    server: "/chat",
  };
  expect(problemsOf({ ...right, product: "A", cfAsync: "false" })).toEqual([]);
});

test.each([
  [{}, "", "en"],
  [{}, "zh-Hans-CN", "zh"],
  [{ locale: "en" }, "zh", "en"],
  [{ locale: "ZH" }, "en", "zh"],
  [{ locale: "fr" }, "zh", "en"],
])("locale of %j on a %j page is %s", (data, language, locale) => {
  expect(readOptions(data, { ...page, language }).locale).toBe(locale);
});

test.each([
  [{}, "ltr", "end"],
  [{ position: "left" }, "ltr", "start"],
  [{ position: "left" }, "rtl", "end"],
  [{ position: "right" }, "rtl", "start"],
  [{ position: "start" }, "rtl", "start"],
])("position of %j in %s is %s", (data, direction, position) => {
  expect(readOptions(data, { ...page, direction }).position).toBe(position);
});

test("the rest", () => {
  const data = {
    theme: "dark",
    dir: "rtl",
    open: "",
    product: "CL-1",
    title: "Shop",
    identity: " a.b.c ",
    greeting: "Hi",
    brand: "#123456",
  };
  expect(readOptions(data, page)).toMatchObject({
    ...{
      theme: "dark",
      direction: "rtl",
      open: true,
      product: "CL-1",
      title: "Shop",
      identity: "a.b.c",
      greeting: "Hi",
      brand: "#123456",
    },
  });
  expect(readOptions({ open: "false", theme: "pink" }, page)).toMatchObject({ open: false, theme: "auto" });
});

test("a site that says nothing of its visitor is told from one that says nobody is signed in", () => {
  expect(readOptions({}, page).identity).toBeNull();
  expect(readOptions({ identity: "" }, page).identity).toBe("");
});
