// What the build leaves beside the code: the licences of what is inside it.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The file name of the lazy part in a finished build. */
export function appFile(folder) {
  const found = readdirSync(join(folder, "assets")).filter((name) => /^app-.*\.js$/.test(name));
  if (found.length !== 1) throw new Error(`${folder}/assets: ${found.length} files app-*.js; needed 1`);
  return found[0];
}

/** Packages whose code a bundled module comes with; deep-chat's one file has its dependencies inside. */
const INSIDE = { "deep-chat": ["@microsoft/fetch-event-source", "remarkable", "speech-to-element"] };

function notice(name) {
  const folder = join("node_modules", name);
  const { version, license, author, homepage } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file && !license) throw new Error(`${folder}: no licence to pass on`);
  const words = file
    ? readFileSync(join(folder, file), "utf8").trim()
    : `Copyright ${author?.name ?? author ?? "its authors"}. The package names the licence ${license} without its text.`;
  return `${name} ${version} (${license}) ${homepage ?? ""}\n\n${words}\n`;
}

/** A Vite plugin: writes THIRD-PARTY-NOTICES.txt with the licence of each package that is in the bundle. */
export function notices() {
  return {
    name: "notices",
    generateBundle(_options, bundle) {
      const modules = Object.values(bundle).flatMap((chunk) => Object.keys(chunk.modules ?? {}));
      const names = modules.flatMap((id) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? []);
      const all = new Set(names.flatMap((name) => [name, ...(INSIDE[name] ?? [])]));
      if (all.size === 0) return;
      const source = [...all]
        .sort()
        .map(notice)
        .join(`\n${"-".repeat(80)}\n\n`);
      this.emitFile({ type: "asset", fileName: "THIRD-PARTY-NOTICES.txt", source });
    },
  };
}
