import { afterEach, expect, test, vi } from "vitest";
import { pushKeys } from "./keys.svelte";

const stops: (() => void)[] = [];
afterEach(() => {
  stops.splice(0).forEach((stop) => stop());
  document.body.innerHTML = "";
});

function layer(...args: Parameters<typeof pushKeys>): void {
  stops.push(pushKeys(...args));
}

function press(key: string, on: EventTarget = document.body, more: KeyboardEventInit = {}): void {
  on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
}

function element(html: string): HTMLElement {
  document.body.innerHTML = html;
  return document.body.querySelector("[data-here]") as HTMLElement;
}

test("a key goes to the newest layer that knows it, else below", () => {
  const [page, dialog] = [vi.fn(), vi.fn()];
  layer({ N: page, R: page });
  layer({ N: dialog });
  press("n");
  press("r");
  expect(dialog).toHaveBeenCalledOnce();
  expect(page, "R is not known above").toHaveBeenCalledOnce();
});

test("nothing goes through a closed floor: the page behind a dialog is out of reach", () => {
  const page = vi.fn();
  layer({ N: page });
  layer({}, "closed");
  press("n");
  expect(page).not.toHaveBeenCalled();
});

test("letters are left alone while someone types, Escape and Ctrl+K are not", () => {
  const [letter, leave, find] = [vi.fn(), vi.fn(), vi.fn()];
  layer({ N: letter, Escape: leave, "Ctrl+K": find });
  const field = element("<input data-here>");
  press("n", field);
  press("Escape", field);
  press("k", field, { ctrlKey: true });
  expect(letter).not.toHaveBeenCalled();
  expect(leave).toHaveBeenCalledOnce();
  expect(find).toHaveBeenCalledOnce();
});

test("Enter belongs to the button or form that has the focus", () => {
  const primary = vi.fn();
  layer({ Enter: primary });
  press("Enter", element("<button data-here>Batal</button>"));
  press("Enter", element("<form><input data-here></form>"));
  expect(primary, "it would do two things at once").not.toHaveBeenCalled();
  press("Enter", element("<p data-here></p>"));
  expect(primary).toHaveBeenCalledOnce();
});
