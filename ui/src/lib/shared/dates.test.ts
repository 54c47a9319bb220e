import { describe, expect, test } from "vitest";
import { parseDate, typedDate } from "./dates";

function check(typed: string, expected: string | null): void {
  expect(parseDate(typed), `typed ${JSON.stringify(typed)}`).toBe(expected);
}

describe("a date as an operator types it", () => {
  test("takes the usual separators, and none", () => {
    check("17-08-1990", "1990-08-17");
    check("17/8/1990", "1990-08-17");
    check("17.08.1990", "1990-08-17");
    check("17081990", "1990-08-17");
    check(" 1-1-2000 ", "2000-01-01");
  });

  test("refuses days that are in no calendar", () => {
    check("30-02-1990", null);
    check("29-02-1999", null);
    check("29-02-2000", "2000-02-29");
    check("00-01-1990", null);
    check("01-13-1990", null);
  });

  test("refuses two-digit years, because the century would be a guess", () => {
    check("17-08-90", null);
  });

  test("refuses what is no date at all", () => {
    check("", null);
    check("besok", null);
  });
});

test("a stored date comes back as it is typed", () => {
  expect(typedDate("1990-08-17")).toBe("17-08-1990");
  expect(typedDate(null)).toBe("");
});
