// Each screen in a real browser, light and dark, at 1366 × 768 and at 200 %: readable for all (axe), within the window,
// primary action in sight, and nothing that the content security policy refuses.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, describe, test } from "node:test";
import { chromium } from "playwright-core";
import { SCREENS } from "./screens.mjs";
import { start } from "./server.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const LAPTOP = { width: 1366, height: 768 };
/** Zoomed to 200 % the page has half the pixels of the laptop. */
const DOUBLE = { width: 683, height: 384 };

let browser;
let host;
before(async () => {
  host = await start();
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox"],
  });
});
after(async () => {
  await browser?.close();
  await host?.close();
});

async function show(name, { theme = "light", viewport = LAPTOP } = {}) {
  const [answers, way, primary] = SCREENS[name];
  const given = answers(host.sample);
  const app = given["app.state"]?.() ?? host.sample.app;
  host.answer({ ...given, "app.state": () => ({ ...app, theme }) });
  const page = await browser.newPage({ viewport });
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on(
    "console",
    (message) => message.type() === "error" && !/status of 4/.test(message.text()) && faults.push(message.text()),
  );
  await page.goto(host.url);
  await page.getByRole("main").waitFor();
  await way?.(page);
  const action = primary ? page.getByRole("button", { name: primary }).last() : page.getByRole("table");
  await action.waitFor();
  return { page, faults, action };
}

async function axe(page) {
  return page.evaluate(
    async ([source, rules]) => {
      (0, eval)(source);
      const { violations, passes } = await globalThis.axe.run(document, { runOnly: rules });
      const found = violations.map(
        (rule) => `${rule.id}: ${rule.nodes.map((node) => node.target.join(" ")).join(", ")}`,
      );
      return { found, looked: passes.length };
    },
    [AXE, RULES],
  );
}

async function checkReadable({ page, faults }) {
  const { found, looked } = await axe(page);
  assert.ok(looked > 5, "axe must have looked at the page");
  assert.deepEqual(found, [], "everyone must be able to use the screen");
  assert.deepEqual(faults, [], "the page runs under the policy without a fault");
}

async function checkWidth(page) {
  const { wide, window } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    window: innerWidth,
  }));
  assert.ok(wide <= window, `nothing may need sideways scrolling: ${wide} > ${window}`);
}

for (const name of Object.keys(SCREENS)) {
  describe(name, () => {
    test("light, on the laptop's screen", async () => {
      const shown = await show(name);
      await checkReadable(shown);
      await checkWidth(shown.page);
      const box = await shown.action.boundingBox();
      assert.ok(box && box.y + box.height <= LAPTOP.height, "the primary action must be in sight without scrolling");
      await shown.page.close();
    });

    test("dark", async () => {
      const shown = await show(name, { theme: "dark" });
      await checkReadable(shown);
      await shown.page.close();
    });

    test("at 200 %", async () => {
      const shown = await show(name, { viewport: DOUBLE });
      await checkReadable(shown);
      await checkWidth(shown.page);
      await shown.action.scrollIntoViewIfNeeded();
      assert.ok(await shown.action.isVisible(), "the primary action can be reached");
      await shown.page.close();
    });
  });
}

test("no inline style or script in the built page", () => {
  const html = readFileSync(new URL("../dist/field/index.html", import.meta.url), "utf8");
  assert.doesNotMatch(html, /style=|<style|<script(?![^>]*src=)/);
});
