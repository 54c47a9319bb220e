import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

/** The tiers of ARCHITECTURE.md: shared knows no domain, only lib/ipc knows the host. */
const host = {
  group: ["@tauri-apps/*"],
  message: "Only lib/ipc knows the host.",
};
const outOfShared = {
  group: ["**/lib/*", "**/field/*", "**/office/*", "../ipc/*", "../ipc", "../[!.]*"],
  message: "shared/ knows no domain: it imports only itself.",
};
const views = {
  group: ["**/field/*", "**/office/*"],
  message: "A domain folder does not know the views; views compose.",
};

function imports(...patterns) {
  return { "no-restricted-imports": ["error", { patterns }] };
}

export default ts.config(
  { ignores: ["dist", "src/lib/ipc/generated"] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  prettier,
  ...svelte.configs.prettier,
  {
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "no-undef": "off",
      "no-console": "error",
      eqeqeq: "error",
    },
  },
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { extraFileExtensions: [".svelte"], parser: ts.parser, svelteConfig } },
    rules: { "svelte/no-at-html-tags": "error" },
  },
  { files: ["src/**/*.{ts,svelte}"], rules: imports(host) },
  {
    files: ["src/lib/*/**/*.{ts,svelte}"],
    ignores: ["src/lib/ipc/**", "src/lib/shared/**"],
    rules: imports(host, views),
  },
  { files: ["src/lib/shared/**/*.{ts,svelte}"], rules: imports(host, outOfShared) },
  { files: ["src/lib/ipc/**/*.ts"], rules: { "no-restricted-imports": "off" } },
  { files: ["*.js", "*.ts", "**/*.mjs"], languageOptions: { globals: { ...globals.node } } },
);
