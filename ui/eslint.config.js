import { readdirSync } from "node:fs";
import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import svelte from "eslint-plugin-svelte";
import globals from "globals";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

/** The tiers of ARCHITECTURE.md: shared knows no domain, only lib/ipc knows the host. */
const host = { regex: "^@tauri-apps/", message: "Only lib/ipc knows the host." };
const outOfShared = { regex: "^\\.\\./", message: "shared/ knows no domain: it imports only itself." };
const views = {
  regex: "/(field|office)/(views|App)",
  message: "A domain folder does not know the views; views compose.",
};

/** Folders of src/lib that each know one part of the work. */
const domains = readdirSync(new URL("./src/lib", import.meta.url)).filter(
  (name) => !["shared", "ipc", "i18n"].includes(name),
);
/** The dashboard shows cases as the kit does; otherwise no domain folder knows another. */
const mayKnow = { office: ["case"] };

function otherDomains(own, up) {
  const others = domains.filter((name) => name !== own && !(mayKnow[own] ?? []).includes(name));
  return {
    regex: `^${up}(${others.join("|")})/`,
    message: "A domain folder uses shared, ipc, i18n and itself; views compose.",
  };
}

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
  ...["i18n", ...domains].flatMap((own) => [
    { files: [`src/lib/${own}/*.{ts,svelte}`], rules: imports(host, views, otherDomains(own, "\\.\\./")) },
    { files: [`src/lib/${own}/*/**/*.{ts,svelte}`], rules: imports(host, views, otherDomains(own, "\\.\\./\\.\\./")) },
  ]),
  { files: ["src/lib/shared/**/*.{ts,svelte}"], rules: imports(host, outOfShared) },
  { files: ["src/lib/ipc/**/*.ts"], rules: { "no-restricted-imports": "off" } },
  { files: ["*.js", "*.ts", "**/*.mjs"], languageOptions: { globals: { ...globals.node } } },
);
