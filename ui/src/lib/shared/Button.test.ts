import { cleanup, render, screen } from "@testing-library/svelte";
import { createRawSnippet } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import Button from "./Button.svelte";

afterEach(() => cleanup());

function button(props: Record<string, unknown> = {}): HTMLElement {
  const children = createRawSnippet(() => ({ render: () => "<span>Ada</span>" }));
  render(Button, { props: { children, ...props } });
  const found = screen.getByRole("button", { name: /Ada/ });
  found.focus();
  return found;
}

const click = (on: HTMLElement, detail: number) => on.dispatchEvent(new MouseEvent("click", { detail, bubbles: true }));

test("after a click with the pointer Enter is the primary action's again", () => {
  const onclick = vi.fn();
  const it = button({ onclick });
  click(it, 1);
  expect(onclick).toHaveBeenCalledOnce();
  expect(document.activeElement).not.toBe(it);
});

test("by keyboard the focus stays where it is", () => {
  const it = button();
  click(it, 0);
  expect(document.activeElement).toBe(it);
});

test("a busy button says so and cannot be pressed twice", () => {
  const it = button({ busy: true });
  expect(it.getAttribute("aria-busy")).toBe("true");
  expect(it.hasAttribute("disabled")).toBe(true);
  expect(it.textContent).toContain("Sedang diproses");
});
