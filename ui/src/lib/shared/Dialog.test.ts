import { cleanup, render, screen } from "@testing-library/svelte";
import { createRawSnippet } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import Dialog from "./Dialog.svelte";
import { pushKeys } from "./keys.svelte";

const stops: (() => void)[] = [];
afterEach(() => {
  stops.splice(0).forEach((stop) => stop());
  cleanup();
});

function open(body: string, onsubmit = vi.fn()) {
  const onclose = vi.fn();
  const children = createRawSnippet(() => ({ render: () => `<div>${body}</div>` }));
  const { unmount } = render(Dialog, { props: { title: "Slip", onclose, onsubmit, children } });
  return { dialog: screen.getByRole("dialog", { name: "Slip" }), onclose, onsubmit, unmount };
}

function press(key: string, on: Element): void {
  on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

test("typing begins in the field that asks for it, not on the close button", () => {
  open("<input aria-label='first'><input aria-label='wanted' data-autofocus>");
  expect(document.activeElement?.getAttribute("aria-label")).toBe("wanted");
});

test("with nothing to focus, Enter sends, and the page behind does not hear it", () => {
  const page = vi.fn();
  stops.push(pushKeys({ Enter: page }));
  let close = (): void => undefined;
  const { dialog, onsubmit, unmount } = open(
    "<p>kosong</p>",
    vi.fn(() => close()),
  );
  close = () => void unmount();
  press("Enter", dialog);
  expect(onsubmit).toHaveBeenCalledOnce();
  expect(page, "the key that closes a dialog would open it again").not.toHaveBeenCalled();
});

test("arrow down goes from the field into the list below it", () => {
  const { dialog } = open("<input aria-label='cari'><ul><li><button>Siti</button></li></ul>");
  press("ArrowDown", dialog.querySelector("input") as Element);
  expect(document.activeElement?.textContent).toBe("Siti");
});

test("Esc asks to leave and keeps what is behind", () => {
  const { dialog, onclose } = open("<input>");
  const cancel = new Event("cancel", { cancelable: true });
  dialog.dispatchEvent(cancel);
  expect(cancel.defaultPrevented, "the page decides when the dialog goes").toBe(true);
  expect(onclose).toHaveBeenCalledOnce();
});

test("the focus goes back where it was", () => {
  document.body.insertAdjacentHTML("beforeend", "<button id='from'>buka</button>");
  const from = document.getElementById("from") as HTMLElement;
  from.focus();
  const { unmount } = open("<input>");
  unmount();
  expect(document.activeElement).toBe(from);
  from.remove();
});
