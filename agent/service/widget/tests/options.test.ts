import { expect, test } from "vitest";
import { readOptions } from "../src/options";

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
  expect(readOptions({ server: "javascript:alert(1)" }, page).server).toBe("https://blog.example");
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
      greeting: "Hi",
      brand: "#123456",
    },
  });
  expect(readOptions({ open: "false", theme: "pink" }, page)).toMatchObject({ open: false, theme: "auto" });
});
