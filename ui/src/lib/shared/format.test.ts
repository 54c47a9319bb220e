import { afterEach, describe, expect, test } from "vitest";
import {
  ago,
  bytes,
  clockTime,
  dateLong,
  dateTime,
  isoDay,
  nikGroups,
  nikMasked,
  number,
  span,
  spanRough,
  stopwatch,
} from "./format";
import { locale } from "./i18n.svelte";

afterEach(() => locale.set("id"));

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** 22 November 2026, 10.42 in Kota Bima. */
const NOW = Date.UTC(2026, 10, 22, 2, 42);

describe("identity numbers", () => {
  test("stand in groups of six, six and four", () => {
    expect(nikGroups("5272011503909901")).toBe("527201 150390 9901");
  });

  test("show only the last four when masked", () => {
    expect(nikMasked("5272011503909901")).toBe("•••••• •••••• 9901");
    expect(nikMasked("5272011503909901")).not.toContain("5272");
  });

  test("are left alone while they are not sixteen digits", () => {
    expect(nikGroups("52720")).toBe("52720");
  });
});

describe("dates and times", () => {
  test("follow the clock of Kota Bima, whatever the laptop's zone", () => {
    expect(clockTime(NOW)).toBe("10.42");
    expect(dateTime(NOW)).toBe("22 Nov 2026 10.42");
    expect(isoDay(Date.UTC(2026, 10, 22, 16, 30))).toBe("2026-11-23");
  });

  test("are written in the language of the screen", () => {
    expect(dateLong("1990-03-15")).toBe("15 Maret 1990");
    locale.set("en");
    expect(dateLong("1990-03-15")).toBe("15 March 1990");
  });

  test("a text that is no date is shown as it is", () => {
    expect(dateLong("kemarin")).toBe("kemarin");
  });

  test("are relative when near", () => {
    expect(ago(NOW - 20_000, NOW)).toBe("baru saja");
    expect(ago(NOW - 3 * MINUTE, NOW)).toBe("3 menit lalu");
    expect(ago(NOW - 2 * HOUR, NOW)).toBe("2 jam lalu");
    expect(ago(NOW - 72 * HOUR, NOW)).toBe("3 hari lalu");
  });

  test("a clock that runs ahead counts as now, not as a negative time", () => {
    expect(ago(NOW + HOUR, NOW)).toBe("baru saja");
  });

  test("waiting times are words, rough ones on cards", () => {
    expect(span(40_000)).toBe("40 detik");
    expect(span(2 * HOUR + 5 * MINUTE)).toBe("2 jam 5 menit");
    expect(spanRough(2 * HOUR + 5 * MINUTE)).toBe("2 jam");
    expect(spanRough(5 * MINUTE)).toBe("5 menit");
  });

  test("a stop-watch counts past the hour", () => {
    expect(stopwatch(130_000)).toBe("2:10");
    expect(stopwatch(HOUR + 2 * MINUTE + 10_000)).toBe("1:02:10");
  });
});

test("numbers have the separators of the language", () => {
  expect(number(1840)).toBe("1.840");
  expect(bytes(1_250_000)).toBe("1,3 MB");
  locale.set("en");
  expect(number(1840)).toBe("1,840");
});
