// The whole program over a kit in memory: what an operator does with the keyboard, and what the kit is asked.
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { labels } from "../lib/i18n/labels.svelte";
import type { SlipView } from "../lib/ipc/generated/SlipView";
import { session } from "../lib/session/session.svelte";
import { locale } from "../lib/shared/i18n.svelte";
import { FakeKit, problem } from "../testing/kit";
import {
  app,
  boardView,
  by,
  caseView,
  CASE_ID,
  detail,
  fieldDetail,
  reference,
  resident,
  step,
} from "../testing/sample";
import App from "./App.svelte";
import { where } from "./place.svelte";

beforeEach(() => {
  where.go({ screen: "today" });
  session.state = undefined;
  session.problem = undefined;
  session.words = undefined;
  locale.set("id");
});
afterEach(() => cleanup());

type Answers = Parameters<typeof FakeKit.start>[0];

function start(answers: Answers = {}): FakeKit {
  const kit = FakeKit.start(answers);
  render(App);
  return kit;
}

function press(key: string, on: Element = document.activeElement ?? document.body): void {
  on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

const button = (name: RegExp | string) => screen.findByRole("button", { name });
const click = async (name: RegExp | string) => fireEvent.click(await button(name));
async function type(label: RegExp | string, text: string): Promise<void> {
  await fireEvent.input(await screen.findByLabelText(label), { target: { value: text } });
}

describe("before work", () => {
  const locked = { ...app, phase: "passphrase" as const, operator: null, operators: [] };
  const chosen = { ...app, phase: "operator" as const, operator: null };

  test("five words, operator, PIN, board", async () => {
    const kit = start({ "app.state": () => locked, "session.unlock": () => chosen, "session.sign_in": () => app });
    await type("Lima kata sandi tim", "satu dua tiga empat lima");
    await click(/^Buka/);
    await click(/Siti R\./);
    await type(/PIN Siti/, "246810");
    await click(/^Masuk/);
    await screen.findByRole("button", { name: /Panggil berikutnya/ });
    expect(kit.calls("session.unlock")).toEqual([{ passphrase: "satu dua tiga empat lima" }]);
    expect(kit.calls("session.sign_in")).toEqual([{ operator: app.operator?.id, pin: "246810" }]);
  });

  test("a wrong PIN says how many tries are left and keeps nothing of it", async () => {
    start({
      "app.state": () => chosen,
      "session.sign_in": () => {
        throw problem("wrong_pin", { left: "2" });
      },
    });
    await click(/Siti R\./);
    await type(/PIN Siti/, "111222");
    await click(/^Masuk/);
    await screen.findByText("PIN salah. Sisa percobaan: 2.");
    expect((screen.getByLabelText(/PIN Siti/) as HTMLInputElement).value).toBe("");
  });

  test("the first PIN is typed twice", async () => {
    start({ "app.state": () => chosen });
    await click(/Rahmat H\./);
    await type(/PIN baru untuk/, "246810");
    await type(/sekali lagi/, "246811");
    await screen.findByText("Kedua PIN tidak sama.");
    expect((await button(/^Masuk/)).hasAttribute("disabled")).toBe(true);
  });

  test("the five words are asked back before they disappear", async () => {
    const passphrase = "mangga sepeda lautan pensil kelapa";
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"], shouldAdvanceTime: true, advanceTimeDelta: 100 });
    let decided = false;
    start({
      "app.state": () => ({ ...locked, phase: "setup" }),
      "app.setup": () => ({
        office: "Disdukcapil Kota Bima",
        words: "adik batu cair dahan ekor fajar",
        open_ms: 900_000,
      }),
      "app.setup_look": () => ({ done: decided ? { passphrase, state: locked } : null }),
    });
    await type(/Kode sekali pakai/, "ABCD-EFGH");
    await type(/Alamat kantor/, "https://kantor.example");
    await type(/Nama laptop/, "Laptop 2");
    await click(/^Siapkan/);
    await screen.findByText("fajar");
    screen.getByText(/Menunggu persetujuan kantor/);
    decided = true;
    await vi.advanceTimersByTimeAsync(2500);
    await screen.findByText("lautan");
    vi.useRealTimers();
    await click(/Sudah saya tulis/);
    await type(/Kata ke-3/, "laut");
    await click(/Sudah saya tulis/);
    await screen.findByText(/Tidak sama/);
    await click(/Sudah saya tulis/);
    await type(/Kata ke-3/, "Lautan");
    await click(/Sudah saya tulis/);
    await screen.findByLabelText("Lima kata sandi tim");
  });

  test("a kit that does not answer is said, with a way to try again", async () => {
    let dead = true;
    start({
      "app.state": () => {
        if (dead) throw problem("store_busy");
        return app;
      },
    });
    await screen.findByText(/sudah terbuka di jendela lain/);
    dead = false;
    await click("Coba lagi");
    await button(/Panggil berikutnya/);
  });
});

describe("the frame", () => {
  test("always says what is safe, what is left and that it is training", async () => {
    start();
    await screen.findByText(/Belum terkirim: 4 kasus, 3 foto/);
    screen.getByText(/Baterai 62 %/);
    screen.getByText(/CONTOH/);
    await click(/Belum terkirim: 4 kasus, 3 foto/);
    await screen.findByRole("heading", { name: "Kirim ke kantor" });
  });

  test("an event changes the state of safety without asking", async () => {
    const kit = start();
    await screen.findByText(/Belum terkirim: 4 kasus, 3 foto/);
    kit.tell({
      event: "status",
      status: { ...(await import("../testing/sample")).status, unsent: 0, unsent_cases: 0, unsent_files: 0 },
    });
    await screen.findByText(/semua terkirim/);
  });

  test("a lock leads to the sign-in and back to the same place", async () => {
    let state = app;
    const kit = start({ "app.state": () => state, "session.sign_in": () => app });
    await button(/Panggil berikutnya/);
    where.go({ screen: "stock" });
    await screen.findByRole("heading", { name: "Blanko" });
    state = { ...app, phase: "operator", operator: null };
    kit.tell({ event: "locked" });
    await click(/Siti R\./);
    await type(/PIN Siti/, "246810");
    await click(/^Masuk/);
    await screen.findByRole("heading", { name: "Blanko" });
  });

  test("after the rail Enter belongs to the place, not to the rail", async () => {
    start();
    const rail = await button(/^Kontak/);
    rail.focus();
    await fireEvent.click(rail);
    await button(/Catat kontak/);
    await waitFor(() => expect(document.activeElement?.id).toBe("content"));
    press("Enter");
    await screen.findByRole("dialog", { name: "Kontak baru" });
  });

  test("the whole screen changes its language", async () => {
    start({ "settings.set": () => ({ ...app, locale: "en" }) });
    await click(/Pengaturan/);
    await fireEvent.change(await screen.findByLabelText("Bahasa"), { target: { value: "en" } });
    await screen.findByRole("heading", { name: "Settings" });
    expect(document.documentElement.lang).toBe("en");
  });
});

describe("the board", () => {
  test("arrows move between people and columns, Enter opens", async () => {
    start();
    const first = (await screen.findAllByRole("button")).find((item) => item.dataset.card) as HTMLElement;
    first.focus();
    press("ArrowRight");
    const second = document.activeElement as HTMLElement;
    expect(second.dataset.card, "the next column has the focus").not.toBe(first.dataset.card);
    press("ArrowLeft");
    expect(document.activeElement).toBe(first);
    await fireEvent.click(second);
    expect(where.at).toMatchObject({ screen: "case", id: second.dataset.card });
  });

  test("N calls the next and begins the step", async () => {
    const open = detail({
      steps: detail().steps.map((item) =>
        item.id === "mobile.nik_verifikasi" ? step(item.id, { status: "open" }) : item,
      ),
    });
    const kit = start({
      "board.get": () => ({ ...boardView(3), call_next: CASE_ID }),
      "case.get": () => ({ ...caseView(), detail: open, running_ms: null }),
    });
    await button(/Panggil berikutnya/);
    press("n", document.body);
    await screen.findByRole("heading", { name: "Siti Rahmah" });
    await waitFor(() =>
      expect(kit.calls("case.step")).toEqual([
        { id: CASE_ID, step: "mobile.nik_verifikasi", outcome: "started", reason: null },
      ]),
    );
  });

  test("opening a case to look starts no step", async () => {
    const kit = start();
    await button(/Panggil berikutnya/);
    where.open(CASE_ID);
    await screen.findByRole("heading", { name: "Siti Rahmah" });
    expect(kit.calls("case.step")).toEqual([]);
  });

  test("Esc leads back to the card that was opened", async () => {
    start();
    await button(/Panggil berikutnya/);
    where.open(CASE_ID);
    await screen.findByRole("heading", { name: "Siti Rahmah" });
    press("Escape", document.body);
    await button(/Panggil berikutnya/);
    await waitFor(() => expect((document.activeElement as HTMLElement).dataset.card).toBe(CASE_ID));
  });

  test("an empty day says what to do", async () => {
    start({ "board.get": () => ({ ...boardView(0), call_next: null }) });
    await screen.findByText("Belum ada pemohon hari ini");
    expect((await button(/Panggil berikutnya/)).hasAttribute("disabled")).toBe(true);
  });

  test("a failure keeps the last board on screen", async () => {
    let fails = false;
    const kit = start({
      "board.get": () => {
        if (fails) throw problem("io");
        return boardView(24);
      },
    });
    await screen.findByRole("region", { name: /Verifikasi: 3/ });
    fails = true;
    kit.tell({ event: "changed", docs: ["x"] });
    await screen.findByText(/tidak dapat dibaca/);
    screen.getByRole("region", { name: /Verifikasi: 3/ });
  });
});

describe("reception", () => {
  test("a resident of the register is found by name and bound", async () => {
    const kit = start({ "case.open": () => caseView() });
    await click(/Terima pemohon/);
    const dialog = await screen.findByRole("dialog");
    await fireEvent.input(within(dialog).getByLabelText(/NIK, nomor KK, atau nama/), { target: { value: "siti" } });
    await fireEvent.click(await within(dialog).findByRole("button", { name: /SITI RAHMAH/ }));
    await fireEvent.change(within(dialog).getByLabelText(/Layanan/), { target: { value: "hilang" } });
    await fireEvent.click(within(dialog).getByRole("button", { name: /Terima pemohon/ }));
    await screen.findByRole("heading", { name: "Siti Rahmah" });
    expect(kit.calls("case.open")).toEqual([{ layanan: "hilang", contact: null, nik: "5272015503909901", fields: {} }]);
  });

  test("a register that is shut for searching says why, and own cases are found all the same", async () => {
    start({ "search.find": () => ({ cases: [], residents: [], slip: null, shut_minutes: 42 }) });
    await screen.findByRole("button", { name: /Terima pemohon/ });
    press("/", document.body);
    await type(/NIK, nomor KK/, "siti");
    await screen.findByText(/dibuka lagi dalam 42 menit/);
  });

  test("who is not in the register can be received all the same; a typed NIK is kept as stated", async () => {
    const kit = start({ "case.open": () => caseView(), "resident.lookup": () => [] });
    await click(/Terima pemohon/);
    await type(/NIK, nomor KK, atau nama/, "527201 550390 9902");
    await screen.findByText("Tidak ada dalam data kunjungan ini.");
    await type(/Nama lengkap/, "Oi Fo'o");
    await fireEvent.change(await screen.findByLabelText(/Layanan/), { target: { value: "baru" } });
    await fireEvent.click(within(screen.getByRole("dialog")).getByRole("button", { name: /Terima pemohon/ }));
    await waitFor(() =>
      expect(kit.calls("case.open")).toEqual([
        { layanan: "baru", contact: null, nik: null, fields: { nama_lengkap: "Oi Fo'o", nik: "5272015503909902" } },
      ]),
    );
  });

  test("a half-typed reception comes back", async () => {
    const kit = start({ "resident.lookup": () => [] });
    await click(/Terima pemohon/);
    await type(/Nama lengkap/, "Nurhayati");
    await waitFor(() => expect(kit.calls("draft.save").length).toBeGreaterThan(0));
    await click("Tutup");
    await click(/Terima pemohon/);
    await waitFor(() => expect((screen.getByLabelText(/Nama lengkap/) as HTMLInputElement).value).toBe("Nurhayati"));
  });
});

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

describe("sending", () => {
  test("no connection is no alarm: it says that all is safe", async () => {
    start({
      "sync.now": () => {
        throw problem("server_unreachable");
      },
    });
    await click(/^Kirim/);
    await click(/Kirim sekarang/);
    await screen.findByText("Kantor belum terjangkau");
    screen.getByText(/Semua tersimpan di laptop ini/);
  });
});

test("the SOP data is asked for once in a session", async () => {
  labels.put({ ...reference, forms: [] });
  const kit = start();
  await button(/Panggil berikutnya/);
  await session.load();
  expect(kit.calls("reference.get")).toHaveLength(1);
});

describe("a slip that somebody shows", () => {
  // Without N, which calls the next resident: a real scan goes on in the search that its first slash opens.
  const ADDRESS = "HTTPS://OFFICE.EXAMPLE/S/2KCFLIQBE4CFADVB6";
  const claims = {
    kode: "7K3F-9QXM",
    inisial: "S. R.",
    nik_akhir: "9901",
    layanan: "hilang",
    stage: "printed",
    stage_label: "KTP-el sudah dicetak.",
    stage_label_en: "The card is printed.",
    issued_ms: Date.parse("2026-11-23T01:15:00Z"),
  };
  const [card] = boardView(1).columns.flatMap((column) => column.cards);

  function scan(slip: SlipView): FakeKit {
    const cases = slip.case === null || !card ? [] : [{ ...card, id: slip.case }];
    return start({ "search.find": () => ({ cases, residents: [], slip, shut_minutes: null }) });
  }

  async function read(): Promise<void> {
    await button(/Terima pemohon/);
    for (const key of [...ADDRESS, "Enter"]) press(key, document.body);
  }

  test("a genuine one opens its case at once", async () => {
    const kit = scan({ verdict: "genuine", device: "Laptop 2", claims, case: CASE_ID });
    await read();
    await waitFor(() => expect(kit.calls("case.get")).toEqual([{ id: CASE_ID }]));
    expect(kit.calls("search.find")).toEqual([{ query: ADDRESS }]);
  });

  test("a genuine one whose case is elsewhere says who printed it and when", async () => {
    scan({ verdict: "genuine", device: "Laptop 2", claims, case: null });
    await read();
    await screen.findByText("Slip asli");
    screen.getByText(/Dicetak Laptop 2, 23 Nov 2026 09\.15\./);
    screen.getByText(/Kasusnya tidak ada di laptop ini/);
  });

  test("a forged one opens nothing and says what to do", async () => {
    const kit = scan({ verdict: "not_genuine", device: "", claims: null, case: null });
    await read();
    expect((await screen.findByRole("alert")).textContent).toContain("Slip tidak asli atau rusak");
    expect(kit.calls("case.get")).toEqual([]);
  });

  test("one of a laptop that is not known yet is not called a forgery", async () => {
    scan({ verdict: "unknown_signer", device: "", claims: null, case: null });
    await read();
    await screen.findByText("Kunci slip ini belum dikenal di laptop ini");
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

describe("a blanko that two cases took", () => {
  const twice = [
    {
      serial: "KB00000015",
      cases: [
        { id: CASE_ID, nama: "Siti Rahmah" },
        { id: "c9", nama: "Abdul Gani" },
      ],
    },
  ];

  test("is on every place, on the board and in both cases, with what to do", async () => {
    start({
      "status.get": async () => ({ ...(await import("../testing/sample")).status, blanko_twice: ["KB00000015"] }),
      "board.get": () => ({ ...boardView(3), blanko_twice: twice }),
      "case.get": () => ({ ...caseView(), blanko_twice: twice }),
    });
    await screen.findByText("Blanko KB00000015 dipakai dua kali");
    screen.getByText(/jangan cetak dan jangan serahkan/);
    await click("Buka kasus Siti Rahmah");
    await button("Buka kasus Abdul Gani");
    await screen.findByText("Blanko dipakai dua kali: KB00000015");
    expect(screen.queryByRole("button", { name: "Buka kasus Siti Rahmah" }), "the case itself is open").toBeNull();
    await click("Buka Hari ini");
    await button(/Panggil berikutnya/);
  });
});
