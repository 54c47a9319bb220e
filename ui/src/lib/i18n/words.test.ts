import { afterEach, describe, expect, test } from "vitest";
import type { Problem } from "../ipc/generated/Problem";
import type { Reason } from "../ipc/generated/Reason";
import { locale } from "../shared/i18n.svelte";
import { causeText } from "./causes";
import { findBadge } from "./badges";
import { nikText } from "./nik";
import { problemText } from "./problems";
import { reasonText } from "./reasons";
import { slotText } from "./slots";
import { centralText } from "./status";

afterEach(() => locale.set("id"));

const names = {
  step: (id: string) => `<${id}>`,
  requirement: (id: string) => `<${id}>`,
  field: (id: string) => `<${id}>`,
  lane: (id: string) => `<${id}>`,
};

/** One of each reason that carries values. */
const REASONS: Reason[] = [
  { code: "step_before", step: "s" },
  { code: "contested", step: "s" },
  { code: "waived", step: "s" },
  { code: "not_skippable", step: "s" },
  { code: "not_returnable", step: "s" },
  { code: "requirements_missing", requirements: ["surat_hilang", "f102"] },
  { code: "fields_empty", fields: ["alamat"] },
  { code: "printed_conflict", fields: ["alamat"] },
  { code: "captures_missing", slots: ["jari_kanan_1"] },
  { code: "two_takes", slots: ["wajah"] },
  { code: "too_young_to_record", umur: 15 },
  { code: "too_young_to_print", umur: 16, from: "2027-03-15" },
  { code: "not_print_ready", status: "SENT_FOR_ENROLLMENT" },
  { code: "not_print_ready", status: null },
  { code: "status_too_old", days: 40, limit: 30 },
  { code: "incident", incident: "facts_differ/nik" },
  { code: "not_your_role", lane: "operator" },
];

describe.each(["id", "en"])("in %s", (lang) => {
  test.each(REASONS)("reason $code fills all its values", (reason) => {
    locale.set(lang);
    expect(reasonText(reason, names)).not.toMatch(/[{}]|undefined/);
  });

  test("a problem fills its values", () => {
    locale.set(lang);
    const problem: Problem = { code: "wrong_pin", params: { left: "3" }, reasons: [] };
    expect(problemText(problem)).toContain("3");
  });
});

test("a list of what is missing names each document", () => {
  expect(reasonText({ code: "requirements_missing", requirements: ["surat_hilang", "f102"] }, names)).toBe(
    "Syarat belum ada: <surat_hilang>, <f102>.",
  );
});

test("no code of the centre reaches the screen", () => {
  expect(reasonText({ code: "not_print_ready", status: "SENT_FOR_ENROLLMENT" }, names)).not.toContain("ENROLLMENT");
  expect(centralText("SOMETHING_NEW")).toBe("belum diketahui");
});

test("a problem code of a newer kit still says something", () => {
  const newer = { code: "solar_flare", params: {}, reasons: [] } as unknown as Problem;
  expect(problemText(newer)).toContain("Data yang sudah tersimpan aman");
});

test("a problem says what is wrong with the printer, the device or the value, never its code", () => {
  const cause = (code: Problem["code"], params: Problem["params"]) => causeText({ code, params, reasons: [] });
  expect(cause("printer", { what: "ribbon_empty" })).toBe("pita habis");
  expect(cause("printer", { what: "something_new" })).toBe("perlu diperiksa");
  expect(cause("device", { what: "poor_contact" })).toContain("bersihkan");
  expect(cause("invalid", { field: "blanko", what: "used" })).toBe("Nomor seri blanko: nomor ini sudah dipakai");
  expect(cause("locked", { what: "x" })).toBe("");
});

test("fingers are called as people call them", () => {
  expect(slotText("jari_kanan_1")).toBe("Ibu jari kanan");
  expect(slotText("jari_kiri_5")).toBe("Kelingking kiri");
  locale.set("en");
  expect(slotText("jari_kiri_2")).toBe("Left index finger");
});

test("each NIK code of the checker has its own words", () => {
  const codes = [
    "E_FORMAT",
    "E_PROVINCE",
    "E_DAY",
    "E_MONTH",
    "E_DATE",
    "E_SERIAL",
    "W_CENTURY",
    "W_KAB_UNKNOWN",
    "W_KEC_UNKNOWN",
    "W_REGION_HISTORIC",
    "W_BIRTH_DIFFERS",
    "W_SEX_DIFFERS",
    "W_LOOKS_LIKE_NKK",
  ];
  const texts = codes.map(nikText);
  expect(new Set(texts).size, "two codes with the same words would hide which one it is").toBe(codes.length);
});

test("nothing that blocks is no badge", () => {
  expect(findBadge("none")).toBeNull();
  expect(findBadge(null)).toBeNull();
  expect(findBadge("belum_prr")?.word).toBe("Belum siap cetak");
});
