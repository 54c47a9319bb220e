import { beforeEach, expect, test } from "vitest";
import { reasonText } from "../i18n/reasons";
import { locale } from "../shared/i18n.svelte";
import { bareDigits } from "./applications/digits";
import { filterFrom, isFiltered, paramsOf } from "./cases/filter";
import { optionsOf } from "./casedetail/options";
import { rowsOf } from "./casedetail/rows";
import { conflictRows, conflictText } from "./conflicts/text";
import { contactState, holdsWords } from "./devices/contact";
import { linesOf } from "./history/lines";
import { sentence } from "./history/sentence";
import { Labels } from "./labels";
import { percent, strip } from "./overview/scale";
import { moveIn } from "./queue/move";
import { by, caseView, conflicted, conflicts, detail, devices, NOW_MS, reference } from "./testing/fixtures";
import { valueText } from "./values";
import type { Reason } from "./views";

const labels = new Labels(reference);
beforeEach(() => locale.set("id"));

test("a number typed into the search never stands in the address", () => {
  for (const q of ["5272035503909901", "527203 550390 9901", "5272.0355"]) {
    expect(paramsOf({ ...filterFrom({}), q }).q, q).toBe("");
  }
  expect(paramsOf({ ...filterFrom({}), q: "siti 90" }).q).toBe("siti 90");
});

test("a page from the address is a page or the first", () => {
  expect(["2", "-1", "x", "1.5", undefined].map((page) => filterFrom({ page }).page)).toEqual([2, 0, 0, 0, 0]);
  expect(isFiltered(filterFrom({ page: "2" })), "turning pages is no filter").toBe(false);
});

test("codes are read by their label, dates in words, numbers masked", () => {
  const check = (id: string, value: string, text: string) => expect(valueText(id, value, labels, "masked")).toBe(text);
  check("status_kawin", "f101_2019/3/Kawin Belum Tercatat", "Kawin Belum Tercatat");
  check("pekerjaan", "f101_2019/9/Petani/Pekebun", "Petani/Pekebun");
  check("jenis_kelamin", "P", "P");
  check("tanggal_lahir", "1990-03-15", "15 Maret 1990");
  check("kelurahan", "52.72.03.1004", "Kolo");
  check("nik_ibu", "5272035505689903", "•••••• •••••• 9903");
  check("alamat", "Jl. Gajah Mada 3/4", "Jl. Gajah Mada 3/4");
});

test("sixteen digits are masked even in a field that nobody described", () => {
  expect(valueText("catatan_lama", "5272035505689903", labels, "masked")).toBe("•••••• •••••• 9903");
  expect(valueText("nik_ibu", "5272035505689903", labels, "full")).toBe("527203 550568 9903");
});

test("equal values of two laptops are one option with two names", () => {
  const said = (value: string | null, op: string, nama: string) => ({ value, op, by: by(nama, "Laptop", 5) });
  const options = optionsOf([said("Bima", "1@a", "Siti"), said(null, "1@b", "Amir"), said("Bima", "1@c", "Nur")]);
  expect(options.map((one) => [one.value, one.by.map((who) => who.nama)])).toEqual([
    ["Bima", ["Siti", "Nur"]],
    [null, ["Amir"]],
  ]);
});

test("rows follow the form, then whatever else was filled; official beside stated", () => {
  const view = caseView(
    detail({
      fields: {
        ...detail().fields,
        visit: { id: "visit", said: [], conflict: false },
        lama: { id: "lama", said: [], conflict: true },
      },
    }),
    {
      official: { nama_lengkap: "SITI  RAHMAH", tempat_lahir: "Dompu" },
    },
  );
  const rows = rowsOf(view, labels, "biodata");
  expect(rows[0]?.id).toBe("nama_lengkap");
  expect(
    rows.some((row) => row.id === "visit"),
    "where a case belongs is no datum of the person",
  ).toBe(false);
  expect(rows.at(-1)?.id, "a conflict is never hidden").toBe("lama");
  expect(rows.find((row) => row.id === "nama_lengkap")?.differs, "case and spaces do not count").toBe(false);
  expect(rows.find((row) => row.id === "tempat_lahir")?.differs).toBe(true);
  expect(rows.find((row) => row.id === "pekerjaan")?.said).toEqual([]);
});

test("reasons with lists name fields and documents", () => {
  const text = (reason: Reason) => reasonText(reason, labels);
  expect(text({ code: "fields_empty", fields: ["agama", "pekerjaan"] })).toBe("Belum diisi: Agama, Pekerjaan.");
  expect(text({ code: "requirements_missing", requirements: ["fotokopi_kk"] })).toBe("Syarat belum ada: Fotokopi KK.");
  expect(text({ code: "step_before", step: "mobile.rekam" })).toBe("Langkah Rekam harus selesai dulu.");
  expect(text({ code: "not_your_role", lane: "operator_perekaman" })).toBe("Ini tugas Operator Perekaman.");
});

test("the history speaks of cases, not of codes", () => {
  const view = detail();
  const line = (kind: string, params: Record<string, string>) =>
    sentence({ key: "k", kind, params, by: by("Siti", "Laptop 1", 1), proof: "not_signed" }, labels, "masked");
  expect(view.history.map((item) => sentence(item, labels, "masked").what)).toEqual([
    "Nama lengkap diisi",
    "NIK: selesai",
    "Permohonan NIK diajukan",
    "Dikecualikan: Kelingking kiri",
    "Catatan",
  ]);
  expect(line("fact", { name: "nik", value: "5272035503909901" }).what, "a NIK stays masked").not.toContain("5272");
  expect(line("application_answer", { result: "refused", reason: "KK tidak cocok" })).toEqual({
    what: "Permohonan NIK ditolak",
    said: "Alasan: KK tidak cocok",
  });
  expect(line("requirement", { requirement: "fotokopi_kk", result: "missing" }).what).toBe(
    "Syarat belum ada: Fotokopi KK",
  );
  expect(line("waiver", { subject: "fotokopi_kk", effect: "withdrawn" }).what).toBe(
    "Pengecualian dicabut: Fotokopi KK",
  );
  expect(line("from_the_future", {}).what).toBe("Tindakan dari versi yang lebih baru");
});

test("one saved form is one line, newest first, and where a case belongs is no line", () => {
  const write = (field: string, at: number) => ({
    key: `${field}@${at}`,
    kind: "field",
    params: { field, value: "x" },
    by: by("Siti", "Laptop 1", at),
    proof: "not_signed" as const,
  });
  const history = [write("visit", 9), write("agama", 9), write("pekerjaan", 9), write("alamat", 3)];
  expect(linesOf(history, labels, "masked").map((line) => [line.what, line.said])).toEqual([
    ["Alamat diisi", "x"],
    ["2 isian disimpan", "Agama, Pekerjaan"],
  ]);
});

test("a laptop silent for a day is worth a call; a working day offline is not", () => {
  const [fresh, offline, quiet, never] = devices;
  expect([fresh, offline, quiet, never].map((one) => one && contactState(one, NOW_MS))).toEqual([
    "fresh",
    "fresh",
    "quiet",
    "never",
  ]);
  expect(offline && holdsWords(offline)).toBe("12 catatan · 31 lampiran belum sampai");
  expect(fresh && holdsWords(fresh)).toBe("semua sudah sampai");
});

test("bars stay in their box and the standard is drawn where it belongs", () => {
  const drawn = strip([60, 120, 600], 180, { width: 100, height: 40, slots: 10 });
  expect(drawn.bars.map((bar) => bar.over)).toEqual([false, false, true]);
  for (const bar of drawn.bars) {
    expect(bar.y).toBeGreaterThanOrEqual(0);
    expect(bar.x + bar.width).toBeLessThanOrEqual(100);
  }
  expect(drawn.standardY).toBeCloseTo(40 - (180 / 660) * 40);
  expect(strip([], null, { width: 100, height: 40, slots: 10 })).toMatchObject({ bars: [], standardY: null });
  expect([percent(1, 0), percent(5, 4), percent(1, 4)]).toEqual([0, 100, 25]);
});

test("a queue moves within its ends", () => {
  expect(["J", "K", "ArrowDown", "Home", "End", "x"].map((key) => moveIn(3, 1, key))).toEqual([2, 0, 2, 0, 2, null]);
  expect([moveIn(3, 2, "J"), moveIn(3, -1, "J"), moveIn(0, -1, "J")]).toEqual([2, 0, null]);
});

test("separators of a NIK are dropped, other signs are left for the check to refuse", () => {
  expect(bareDigits("527203 550390-9901")).toBe("5272035503909901");
  expect(bareDigits("52O203")).toBe("52O203");
});

test("a case in conflict offers each value once", () => {
  expect(optionsOf(conflicted().fields.pekerjaan?.said ?? [])).toHaveLength(2);
});

test("rows of the conflict queue are distinct even when one case stands there several times", () => {
  const [, incident] = conflicts;
  if (!incident) throw new Error("the fixture has an incident");
  const twins = { ...incident, incidents: ["two_cases"] };
  const held = { ...incident, kind: "quarantine", incidents: [], device: "Laptop 3", code: "gate" };
  const keys = conflictRows([incident, twins, held, held]).map((row) => row.key);
  expect(keys).toEqual(["c4.incident.two_prints", "c4.incident.two_cases", "c4.quarantine", "c4.quarantine.2"]);
  expect(conflictText(twins, labels)).toBe("dua kasus untuk satu orang");
  expect(conflictText(held, labels)).toContain("dari Laptop 3");
  const blanko = { ...incident, incidents: ["blanko_twice/KB00000015"] };
  expect(conflictText(blanko, labels)).toContain("blanko KB00000015 dipakai dua kali");
});
