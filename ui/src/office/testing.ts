// The dashboard over an office in memory, and the hands of its user.
import { cleanup, configure, fireEvent, render, screen } from "@testing-library/svelte";
import { afterEach, beforeEach, vi } from "vitest";
import { FakeOffice } from "../lib/office/testing/fakeoffice";
import { NOW_MS } from "../lib/office/testing/fixtures";
import { clock } from "../lib/shared/clock.svelte";
import { locale } from "../lib/shared/i18n.svelte";
import App from "./App.svelte";

// A loaded machine is slow, not wrong.
configure({ asyncUtilTimeout: 5_000 });
vi.setConfig({ testTimeout: 20_000 });

export let fake: FakeOffice;

export function open(hash = "") {
  window.history.replaceState(null, "", hash === "" ? "#/" : hash);
  fake.office.route.read();
  return render(App, { props: { office: fake.office } });
}

export const press = (key: string) => fireEvent.keyDown(document.body, { key });
export const type = async (label: string | RegExp, value: string) =>
  fireEvent.input(await screen.findByLabelText(label), { target: { value } });
export const choose = (select: HTMLElement, value: string) => fireEvent.change(select, { target: { value } });
export const click = async (name: string | RegExp) => fireEvent.click(await screen.findByRole("button", { name }));

/** Every test begins in the morning with an office of its own. */
export function anew(): void {
  beforeEach(() => {
    locale.set("id");
    vi.setSystemTime(NOW_MS);
    clock.now = NOW_MS;
    fake = new FakeOffice();
  });

  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });
}
