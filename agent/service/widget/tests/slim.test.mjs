import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { prune } from "../build/prune.mjs";
import { slim } from "../build/slim-deep-chat.mjs";

test("what nothing reaches goes, with the assignments that belong to it", () => {
  const code = `const a = 1, b = 2; class Dead {} Dead.x = a, Dead.prototype.y = 1; class Live {} (Live.z = b, Live.w = 3);
function dead() { return Dead } export { Live };`;
  const kept = prune(code);
  expect(kept).not.toMatch(/Dead|dead|a = 1/);
  expect(kept).toContain("b = 2");
  expect(kept).toMatch(/Live\.z = b,\s*Live\.w = 3/);
});

test("a call at the top is an effect and stays, with what it needs", () => {
  expect(prune("const f = () => 1; const g = 2; f();")).toBe("const f = () => 1;\nf();\n");
});

test("deep-chat without services: far smaller, no other servers, a name of our own", () => {
  const code = readFileSync("node_modules/deep-chat/dist/deepChat.bundle.js", "utf8");
  const small = slim(code);
  expect(small.length).toBeLessThan(code.length * 0.55);
  expect(/api\.openai\.com|huggingface\.co|rel="stylesheet"/.exec(small)).toBeNull();
  expect(small.split('define("xiaoer-deep-chat"')).toHaveLength(2);
});

test("another deep-chat than the one that was looked at is refused", () => {
  expect(() => slim("class A { static create() {} } export { A };")).toThrow(/no service factory/);
});
