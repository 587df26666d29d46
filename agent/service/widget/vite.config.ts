import { defineConfig } from "vite";
import { slimDeepChat } from "./build/slim-deep-chat.mjs";
import { appFile, notices } from "./build/finish.mjs";

// Two builds: the lazy part first, as a module with a hash in its name; then the loader, which knows that name.
export default defineConfig(({ mode }) => ({
  plugins: [slimDeepChat(), notices()],
  define: mode === "loader" ? { __APP__: JSON.stringify(appFile("dist")) } : {},
  build: {
    target: "es2022",
    emptyOutDir: mode !== "loader",
    outDir: "dist",
    license: false,
    lib: {
      entry: mode === "loader" ? "src/loader.ts" : "src/app.ts",
      formats: [mode === "loader" ? "iife" : "es"],
      name: "XiaoerLoader",
      fileName: () => (mode === "loader" ? "widget.js" : "assets/app-[hash].js"),
    },
    rolldownOptions: { checks: { pluginTimings: false }, output: { comments: { legal: false } } },
  },
  test: { environment: "node", include: ["tests/**/*.test.{ts,mjs}"] },
}));
