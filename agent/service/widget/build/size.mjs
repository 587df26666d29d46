// How much a visitor downloads, gzipped; fails past the limits.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const LIMITS = { loader: 5_000, all: 150_000 }; // bytes

const files = readdirSync("dist", { recursive: true }).filter((name) => /\.(js|css)$/.test(name));
const sizes = files.map((name) => [name, gzipSync(readFileSync(join("dist", name)), { level: 9 }).length]);
const loader = sizes.find(([name]) => name === "widget.js")?.[1];
const all = sizes.reduce((sum, [, size]) => sum + size, 0);
for (const [name, size] of sizes) console.log(`${name}\t${size} bytes gzipped`);
console.log(`all\t${all} bytes gzipped (limit ${LIMITS.all}), loader ${loader} (limit ${LIMITS.loader})`);
if (loader === undefined) throw new Error("dist/widget.js is not there; npm run build makes it");
if (loader > LIMITS.loader || all > LIMITS.all) process.exit(1);
