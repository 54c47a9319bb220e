import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { FakeKit } from "../../testing/kit";
import { Draft } from "./draft.svelte";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const EMPTY = { nama: "", no_hp: "" };

test("what is typed is kept once, a moment after the last key", async () => {
  const kit = FakeKit.start();
  const draft = new Draft("contact/1", EMPTY);
  for (const nama of ["N", "Nu", "Nur"]) {
    draft.value.nama = nama;
    draft.touch();
  }
  await vi.runAllTimersAsync();
  expect(kit.calls("draft.save")).toEqual([{ key: "contact/1", value: JSON.stringify({ nama: "Nur", no_hp: "" }) }]);
});

test("it comes back after a restart and says so", async () => {
  FakeKit.start({ "draft.get": () => ({ value: JSON.stringify({ nama: "Nur" }) }) });
  const draft = new Draft("contact/1", EMPTY);
  await draft.restore();
  expect(draft.value).toEqual({ nama: "Nur", no_hp: "" });
  expect(draft.restored).toBe(true);
});

test("what cannot be read counts as nothing", async () => {
  FakeKit.start({ "draft.get": () => ({ value: "{broken" }) });
  const draft = new Draft("contact/1", EMPTY);
  await draft.restore();
  expect(draft.value).toEqual(EMPTY);
  expect(draft.restored).toBe(false);
});

test("leaving the screen saves at once what waits", async () => {
  const kit = FakeKit.start();
  const draft = new Draft("contact/1", EMPTY);
  draft.value.nama = "Nur";
  draft.touch();
  await draft.flush();
  expect(kit.calls("draft.save")).toHaveLength(1);
  await vi.runAllTimersAsync();
  expect(kit.calls("draft.save"), "the timer must not save it a second time").toHaveLength(1);
});

test("a form that was sent leaves nothing behind", async () => {
  const kit = FakeKit.start();
  const draft = new Draft("contact/1", EMPTY);
  draft.value.nama = "Nur";
  draft.touch();
  await draft.clear();
  await vi.runAllTimersAsync();
  expect(kit.calls("draft.save")).toEqual([{ key: "contact/1", value: null }]);
  expect(draft.value).toEqual(EMPTY);
});
