import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

/**
 * One package, two programs. Each entry is built into a folder of its own that holds all it needs: the kit ships no
 * dashboard code and the server ships none of the kit's.
 */
const entries = ["field", "office"] as const;

export default defineConfig(({ mode }) => {
  const entry = entries.find((name) => name === mode) ?? "field";
  return {
    root: fileURLToPath(new URL(`./src/${entry}`, import.meta.url)),
    base: "./",
    plugins: [svelte({ configFile: fileURLToPath(new URL("./svelte.config.js", import.meta.url)) })],
    clearScreen: false,
    server: { port: entry === "field" ? 5173 : 5174, strictPort: true, host: "127.0.0.1" },
    build: {
      target: "safari16",
      outDir: fileURLToPath(new URL(`./dist/${entry}`, import.meta.url)),
      emptyOutDir: true,
      // The content security policy allows no data: fonts or scripts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  };
});
