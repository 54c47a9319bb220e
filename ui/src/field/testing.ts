// The whole program over a kit in memory, and the hands of its operator.
import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach } from "vitest";
import { session } from "../lib/session/session.svelte";
import { locale } from "../lib/shared/i18n.svelte";
import { FakeKit } from "../testing/kit";
import App from "./App.svelte";
import { where } from "./place.svelte";

/** Every test begins at the board, in Indonesian, with nobody known. */
export function anew(): void {
  beforeEach(() => {
    where.go({ screen: "today" });
    session.state = undefined;
    session.problem = undefined;
    session.words = undefined;
    locale.set("id");
  });
  afterEach(() => cleanup());
}

export type Answers = Parameters<typeof FakeKit.start>[0];

export function start(answers: Answers = {}): FakeKit {
  const kit = FakeKit.start(answers);
  render(App);
  return kit;
}

export function press(key: string, on: Element = document.activeElement ?? document.body): void {
  on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

export const button = (name: RegExp | string) => screen.findByRole("button", { name });
export const click = async (name: RegExp | string) => fireEvent.click(await button(name));
export async function type(label: RegExp | string, text: string): Promise<void> {
  await fireEvent.input(await screen.findByLabelText(label), { target: { value: text } });
}
