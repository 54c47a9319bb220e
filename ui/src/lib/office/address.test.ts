import { expect, test } from "vitest";
import { readHash, writeHash, type Target } from "./address";

function check(hash: string, target: Target) {
  expect(readHash(hash)).toEqual(target);
}

test("an address names a place, a case and filters", () => {
  check("", { place: "hari-ini", id: null, params: {} });
  check("#/kasus", { place: "kasus", id: null, params: {} });
  check("#/kasus/7f00aa", { place: "kasus", id: "7f00aa", params: {} });
  check("#/kasus?step=mobile.rekam&q=oi+fo%27o", {
    place: "kasus",
    id: null,
    params: { step: "mobile.rekam", q: "oi fo'o" },
  });
});

test("an unknown place is the start, not an empty page", () => {
  check("#/laporan/../x", { place: "hari-ini", id: "..", params: {} });
});

test("a half-typed escape does not throw", () => {
  check("#/kasus/%E0%A4%A", { place: "kasus", id: "%E0%A4%A", params: {} });
});

test("what is written is read back", () => {
  const target: Target = { place: "konflik", id: "c2.field", params: { q: "a&b=c" } };
  check(writeHash(target), target);
  expect(writeHash({ place: "kasus", id: null, params: { q: "", step: "x" } })).toBe("#/kasus?step=x");
});
