// One case on its screen, from the first step to the handover.
import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, test } from "vitest";

import { FakeKit, problem } from "../testing/kit";
import { by, caseView, CASE_ID, detail, fieldDetail, resident, step } from "../testing/sample";
import { where } from "./place.svelte";
import { anew, type Answers, button, click, press, start } from "./testing";

anew();

describe("the case", () => {
  function open(answers: Answers): FakeKit {
    where.open(CASE_ID);
    return start(answers);
  }
  const at = (id: string, over: Parameters<typeof caseView>[0] = {}) =>
    caseView({
      next: id,
      steps: detail().steps.map((item) => (item.id === id ? step(id, { status: "running", started: by }) : item)),
      ...over,
    });

  test("steps carry their printed numbers, state in words and reasons", async () => {
    open({});
    const steps = await screen.findByRole("list", { name: "Langkah SOP" });
    expect(
      within(steps)
        .getAllByRole("button")
        .map((item) => item.textContent?.match(/\d/)?.[0]),
    ).toEqual(["1", "2", "3", "4", "5", "6", "7", "9"]);
    within(steps).getAllByText("selesai");
    expect(within(steps).getByRole("button", { name: /Daftar NIK/ }).title).toBe("Pemohon sudah ber-NIK.");
  });

  test("the NIK is masked until someone asks for it", async () => {
    const kit = open({ "case.nik": () => ({ nik: "5272015503909901" }) });
    await screen.findByText("•••••• •••••• 9901");
    expect(document.body.textContent).not.toContain("150390");
    await click("Tampilkan");
    await screen.findByText("527201 550390 9901");
    expect(
      kit.asked.filter((one) => one.method === "case.nik"),
      "the kit writes into its log who saw it",
    ).toHaveLength(1);
  });

  test("none is an answer to the question for the NIK", async () => {
    const person = { ...detail().person, nik: null, nik_official: false };
    const kit = open({
      "case.get": () => at("mobile.minta_nik", { person }),
      "case.fields": () => at("mobile.minta_nik", { person }),
      "case.step": () => at("mobile.jelaskan_daftar_nik", { person }),
    });
    await click("Belum punya NIK");
    await click(/^Lanjut/);
    await waitFor(() => expect(kit.calls("case.step").length).toBe(1));
    expect(kit.calls("case.fields")).toEqual([
      { id: CASE_ID, values: { punya_nik: "tidak" }, shown: { punya_nik: [] } },
    ]);
    await screen.findByRole("heading", { name: /Langkah 4/ });
  });

  test("a NIK that cannot be is refused while it is typed, in words", async () => {
    const person = { ...detail().person, nik: null, nik_official: false };
    open({
      "case.get": () => at("mobile.minta_nik", { person }),
      "nik.check": () => ({
        verdict: "reject",
        errors: ["E_PROVINCE"],
        warnings: [],
        jenis_kelamin: null,
        birth_candidates: [],
        region: null,
      }),
      "resident.lookup": () => [],
    });
    await click("Ya, ada NIK");
    await fireEvent.input(await screen.findByRole("textbox", { name: "NIK" }), {
      target: { value: "9972011503909933" },
    });
    await screen.findByText("Kode provinsi tidak ada (dua angka pertama).");
    expect((await button(/^Lanjut/)).hasAttribute("disabled")).toBe(true);
  });

  test("what differs from the register is marked, explained and copied on demand", async () => {
    const kit = open({
      "case.fields": () => caseView(),
      "case.compare": () => ({
        resident,
        extract_date: "2026-11-20",
        rows: [
          { field: "tempat_lahir", register: "DOMPU", kk: "BIMA", state: "differs" },
          { field: "nama_lengkap", register: "SITI RAHMAH", kk: "SITI RAHMAH", state: "same" },
        ],
      }),
    });
    await screen.findByText("berbeda");
    screen.getByText(/Lihat kartu keluarga asli/);
    await click(/Salin dari data kantor: Tempat lahir/);
    await waitFor(() =>
      expect(kit.calls("case.fields")).toEqual([
        { id: CASE_ID, values: { tempat_lahir: "DOMPU" }, shown: { tempat_lahir: ["1@tempat_lahir"] } },
      ]),
    );
  });

  test("who is not in the register is filled in from the family card before the step can end", async () => {
    const fields = { nama_lengkap: fieldDetail("nama_lengkap", "SITI RAHMAH") };
    const kit = open({
      "case.get": () => caseView({ fields }),
      "case.compare": () => ({ resident: null, rows: [], extract_date: "2026-11-20" }),
      "case.fields": () => caseView(),
    });
    await screen.findByText(/Pemohon tidak ada dalam data kunjungan/);
    expect(screen.queryByText(/Semua isian sama/), "nothing was compared").toBeNull();
    expect(screen.queryByRole("button", { name: /Verifikasi selesai/ })).toBeNull();
    await click(/Isi data yang kosong/);
    const dialog = await screen.findByRole("dialog");
    await fireEvent.input(within(dialog).getByLabelText(/Tempat lahir/), { target: { value: "Bima" } });
    await fireEvent.input(within(dialog).getByLabelText(/Tanggal lahir/), { target: { value: "15-03-1990" } });
    await fireEvent.click(within(dialog).getByRole("button", { name: /Simpan/ }));
    await waitFor(() =>
      expect(kit.calls("case.fields")).toEqual([
        {
          id: CASE_ID,
          values: { tempat_lahir: "Bima", tanggal_lahir: "1990-03-15" },
          shown: { tempat_lahir: [], tanggal_lahir: [] },
        },
      ]),
    );
    await button(/Verifikasi selesai/);
  });

  test("what is missing is one line for each document", async () => {
    const waits = step("mobile.nik_verifikasi", {
      status: "returned",
      reasons: [{ code: "requirements_missing", requirements: ["surat_hilang", "fotokopi_kk"] }],
    });
    const steps = detail().steps.map((item) => (item.id === waits.id ? waits : item));
    open({ "case.get": () => caseView({ steps }) });
    const missing = await screen.findByRole("region", { name: "Yang kurang" });
    const lines = within(missing)
      .getAllByRole("listitem")
      .map((item) => item.textContent?.trim());
    expect(lines).toEqual(["Surat keterangan hilang dari kepolisian", "Fotokopi Kartu Keluarga"]);
  });

  test("a missing document goes back to the applicant with the written list", async () => {
    const kit = open({ "case.compare": () => ({ resident: null, rows: [], extract_date: null }) });
    await click(/Kembalikan ke pemohon/);
    const dialog = await screen.findByRole("dialog");
    within(dialog).getByText("Surat keterangan hilang dari kepolisian");
    await fireEvent.click(within(dialog).getByRole("button", { name: /Kembalikan/ }));
    await waitFor(() =>
      expect(kit.calls("case.step")[0]).toEqual({
        id: CASE_ID,
        step: "mobile.nik_verifikasi",
        outcome: "returned",
        reason: "Surat keterangan hilang dari kepolisian",
      }),
    );
    await waitFor(() => expect(kit.calls("document.make")[0]).toMatchObject({ document: "slip" }));
    await screen.findByText("Belum ada pencetak slip pada laptop ini");
    screen.getByText(/Minta pemohon memotret slip ini/);
  });

  test("two values stand side by side until a person chooses", async () => {
    const conflict = {
      conflicts: ["tempat_lahir"],
      fields: { tempat_lahir: fieldDetail("tempat_lahir", "BIMA", "DOMPU") },
    };
    const kit = open({
      "case.get": () => caseView(conflict),
      "case.answer": () => caseView(),
      "case.compare": () => ({ resident: null, rows: [], extract_date: null }),
    });
    await screen.findByText("Isian berbeda: Tempat lahir");
    screen.getByText(/Laptop 2/);
    const [, second] = await screen.findAllByRole("button", { name: "Pilih ini" });
    await fireEvent.click(second as HTMLElement);
    expect(kit.calls("case.answer")).toEqual([
      {
        id: CASE_ID,
        field: "tempat_lahir",
        chosen: "DOMPU",
        shown: ["1@tempat_lahir", "2@tempat_lahir"],
        reason: null,
      },
    ]);
  });

  test("a refusal shows every reason and keeps the place", async () => {
    open({
      "case.compare": () => ({ resident: null, rows: [], extract_date: null }),
      "case.step": () => {
        throw problem("not_allowed", {}, [{ code: "requirements_missing", requirements: ["surat_hilang"] }]);
      },
    });
    await click(/Verifikasi selesai/);
    await screen.findByText("Belum boleh menurut SOP:");
    screen.getByText(/Syarat belum ada: Surat keterangan hilang/);
    screen.getByRole("heading", { name: /Langkah 5/ });
  });

  test("the shut gate says what is missing and who can mend it, and there is no print button", async () => {
    open({ "case.get": () => at("mobile.cetak", { print_debt: true }) });
    await screen.findByText("Menurut data pusat terakhir: Terkirim ke pusat. Kartu belum boleh dicetak.");
    screen.getByText("Menunggu data pusat");
    expect(screen.queryByRole("button", { name: /Cetak kartu/ })).toBeNull();
  });

  test("the open gate prints with the blanko that was scanned", async () => {
    const gate = detail().gate.map((condition) => ({ ...condition, met: true, reasons: [] }));
    const printer = {
      id: "k1",
      nama: "Evolis",
      untuk: "kartu",
      state: "ready",
      problems: [],
      ribbon: 40,
      folder: null,
    };
    const kit = open({
      "case.get": () => at("mobile.cetak", { gate, gate_open: true }),
      "printer.list": () => [printer],
      "print.card": () =>
        at("mobile.cetak", {
          gate_open: true,
          card: {
            state: "spooled",
            attempts: [
              { blanko: "KB00000042", way: "printer", printer: "k1", result: null, by, outcome_by: null, proven: true },
            ],
          },
        }),
      "print.outcome": () => at("mobile.serahkan"),
    });
    const field = (await screen.findByLabelText("Nomor seri blanko")) as HTMLInputElement;
    await waitFor(() => expect(field.value, "the next serial is suggested").toBe("KB00000015"));
    for (const key of [..."KB00000042", "Enter"]) press(key, document.body);
    await waitFor(() => expect(field.value).toBe("KB00000042"));
    await click(/Cetak kartu/);
    expect(kit.calls("print.card")).toEqual([{ id: CASE_ID, blanko: "KB00000042", printer: "k1" }]);
    await screen.findByRole("heading", { name: "Apa yang keluar dari pencetak?" });
    expect(
      screen.queryByRole("button", { name: /Cetak kartu/ }),
      "nothing is printed before the outcome is known",
    ).toBeNull();
    await click(/Gagal cetak/);
    expect(kit.calls("print.outcome")).toEqual([{ id: CASE_ID, result: "print_failure" }]);
  });

  test("a card whose old one must be taken back is not handed over before", async () => {
    const good = {
      state: "good" as const,
      attempts: [
        { blanko: "KB00000042", way: "printer", printer: "k1", result: "good", by, outcome_by: by, proven: true },
      ],
    };
    const kit = open({
      "case.get": () => at("mobile.serahkan", { layanan: "rusak", card: good }),
      "handover.give": () => at("mobile.serahkan", { layanan: "rusak" }),
    });
    const give = await button(/Serahkan kartu/);
    expect(give.hasAttribute("disabled")).toBe(true);
    await fireEvent.click(screen.getByLabelText("KTP-el lama sudah ditarik"));
    await click(/Serahkan kartu/);
    expect(kit.calls("handover.give")).toEqual([
      { id: CASE_ID, receiver: "pemohon", receiver_name: null, old_card: "ditarik" },
    ]);
  });
});
