import { expect, test } from "vitest";
import { clockTitle, span, suspect } from "./alarms";

const YEAR = 365 * 24 * 3_600_000;

test("a span is said in its largest whole unit", () => {
  expect([5 * YEAR, -3 * 3_600_000, 26 * 3_600_000, 400_000, 10].map(span)).toEqual([
    "5 tahun",
    "3 jam",
    "1 hari",
    "7 menit",
    "0 menit",
  ]);
});

test("the sentence says which way the clock is wrong", () => {
  const alarm = (what: string, ms: number) => clockTitle({ what, ms, at_ms: 0 });
  expect(alarm("clock_offset", -5 * YEAR)).toBe("Jam laptop ini 5 tahun terlambat");
  expect(alarm("clock_offset", YEAR)).toBe("Jam laptop ini 1 tahun terlalu maju");
  expect(alarm("clock_jump", -7_200_000)).toBe("Jam laptop ini dimundurkan 2 jam");
  expect(alarm("clock_jump", 7_200_000)).toBe("Jam laptop ini dimajukan 2 jam");
});

test("an office that says it was restored is no suspect", () => {
  const alarm = (what: string) => ({ what, position: 7, at_ms: 0 });
  expect(
    ["put_back", "office_restored", "office_shorter", "office_rewritten"].map((what) => suspect(alarm(what))),
  ).toEqual([false, false, true, true]);
  expect(suspect(null)).toBe(false);
});
