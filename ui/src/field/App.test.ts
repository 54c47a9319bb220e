// The whole program over a kit in memory: what an operator does with the keyboard, and what the kit is asked.
import { fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { describe, expect, test, vi } from "vitest";
import { labels } from "../lib/i18n/labels.svelte";
import type { SlipView } from "../lib/ipc/generated/SlipView";
import { session } from "../lib/session/session.svelte";
import { FakeKit, problem } from "../testing/kit";
import { app, boardView, caseView, CASE_ID, detail, reference, step } from "../testing/sample";
import { where } from "./place.svelte";
import { anew, button, click, press, start, type } from "./testing";

anew();

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
