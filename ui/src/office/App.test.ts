import { cleanup, fireEvent, screen, waitFor, within } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { ok } from "../lib/office/testing/fakeoffice";
import { caseView, conflicted, detail, me, NOW_MS } from "../lib/office/testing/fixtures";

import { anew, choose, click, fake, open, press, type } from "./testing";

anew();

test("signing in leads to the day", async () => {
  fake.signedIn = false;
  open();
  await screen.findByRole("heading", { name: "Masuk ke kantor" });
  await type(/Nama pengguna/, "kasi");
  await type(/Kata sandi/, "rahasia");
  await click(/^Masuk/);
  await screen.findByRole("heading", { name: "Hari ini" });
  expect(fake.bodies("POST", "api/login")).toEqual([{ user: "kasi", password: "rahasia" }]);
});

test("a wrong password says so and lets try again", async () => {
  fake.signedIn = false;
  fake.on("POST api/login", () => ({ status: 401, body: { code: "wrong_password", params: {} } }));
  open();
  await screen.findByRole("heading", { name: "Masuk ke kantor" });
  await type(/Nama pengguna/, "kasi");
  await type(/Kata sandi/, "salah");
  await click(/^Masuk/);
  expect((await screen.findByRole("alert")).textContent).toContain("kata sandi salah");
  expect((screen.getByLabelText(/Kata sandi/) as HTMLInputElement).value, "a wrong password is not kept").toBe("");
});

test("a session that ran out keeps the place", async () => {
  open("#/kasus/c2");
  await screen.findByRole("heading", { name: "Muhammad Fo'o" });
  fake.signedIn = false;
  await press("6");
  await screen.findByRole("heading", { name: "Masuk lagi" });
  await type(/Nama pengguna/, "kasi");
  await type(/Kata sandi/, "rahasia");
  await click(/^Masuk/);
  await screen.findByRole("heading", { name: "Perangkat" });
});

test("the rail moves by number keys and shows what waits", async () => {
  open();
  await screen.findByRole("heading", { name: "Hari ini" });
  const rail = screen.getByRole("navigation", { name: "Tempat kerja" });
  const link = within(rail).getByRole("link", { name: /Permohonan NIK/ });
  expect(link.textContent).toContain("2");
  await press("2");
  await screen.findByRole("heading", { name: "Permohonan NIK" });
  expect(link.getAttribute("aria-current")).toBe("page");
  expect(window.location.hash).toBe("#/permohonan");
});

test("slash goes to the search from anywhere", async () => {
  open();
  await screen.findByRole("heading", { name: "Hari ini" });
  await press("/");
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Cari")));
});

test("digits typed into the search are not keys of the rail", async () => {
  open("#/kasus");
  const search = await screen.findByLabelText("Cari");
  search.focus();
  await fireEvent.keyDown(search, { key: "6" });
  expect(window.location.hash).toBe("#/kasus");
});

test("a case is found, opened from the keyboard and left with Esc", async () => {
  open("#/kasus");
  const row = await screen.findByRole("row", { name: /Muhammad Fo'o/ });
  expect(row.textContent, "a list never shows a whole NIK").toContain("•••• 9901");
  row.focus();
  await fireEvent.keyDown(row, { key: "Enter" });
  await screen.findByRole("heading", { name: "Muhammad Fo'o" });
  await press("Escape");
});

test("searching by NIK keeps the number out of the address but in the request", async () => {
  open("#/kasus");
  await screen.findByLabelText("Cari");
  await type("Cari", "5272031208859901");
  await waitFor(() => expect(fake.asked.at(-1)?.path).toBe("api/cases?q=5272031208859901"));
  expect(window.location.hash).not.toContain("5272");
});

test("the NIK is masked until someone asks, and asking is a request of its own", async () => {
  const full = caseView(conflicted(), { nik_revealed: true });
  fake.on("GET api/cases/c2", ({ path }) => ok(path.endsWith("?reveal=1") ? full : caseView(conflicted())));
  open("#/kasus/c2");
  await screen.findByRole("heading", { name: "Muhammad Fo'o" });
  expect(document.body.textContent).not.toContain("527203 120885 9901");
  await click(/Tampilkan NIK/);
  await screen.findByText("527203 120885 9901");
  expect(screen.getByText(/Pembacaan ini tercatat/)).toBeTruthy();
});

test("a conflict is answered with what was on screen", async () => {
  fake.on("POST api/cases/c2/answer", () => ok(caseView(detail({ id: "c2" }))));
  open("#/kasus/c2");
  await fireEvent.click(await screen.findByRole("radio", { name: /Nelayan/ }));
  const form = screen.getByRole("group", { name: /Pekerjaan/ });
  await fireEvent.input(within(form).getByLabelText(/Alasan/), { target: { value: "sesuai KK" } });
  await click("Pakai yang dipilih");
  await waitFor(() => expect(screen.queryByRole("radio")).toBeNull());
  expect(fake.bodies("POST", "api/cases/c2/answer")).toEqual([
    { field: "pekerjaan", chosen: "f101_2019/11/Nelayan/Perikanan", shown: ["17@aa", "17@bb"], reason: "sesuai KK" },
  ]);
});

test("a conflict that moved meanwhile is shown again, nothing is thrown away", async () => {
  fake.on("POST api/cases/c2/answer", () => ({ status: 409, body: { code: "stale", params: { field: "pekerjaan" } } }));
  open("#/kasus/c2");
  await fireEvent.click(await screen.findByRole("radio", { name: /Nelayan/ }));
  const form = screen.getByRole("group", { name: /Pekerjaan/ });
  await fireEvent.input(within(form).getByLabelText(/Alasan/), { target: { value: "sesuai KK" } });
  await click("Pakai yang dipilih");
  await screen.findByText(/Data berubah/);
  expect((within(form).getByLabelText(/Alasan/) as HTMLInputElement).value).toBe("sesuai KK");
});

test("answering an application goes on to the next", async () => {
  let left = ["c1", "c5"];
  const all = (await import("../lib/office/testing/fixtures")).applications;
  fake.on("GET api/applications", () => ok(all.filter((one) => left.includes(one.case.id))));
  fake.on("POST api/cases/c1/nik", () => {
    left = ["c5"];
    return ok(caseView());
  });
  open("#/permohonan");
  await type(/NIK yang diterbitkan SIAK/, "527203 550390 9901");
  await screen.findByText("Susunan NIK benar.");
  await click(/Simpan NIK/);
  await waitFor(() => expect(window.location.hash).toBe("#/permohonan/c5"));
  expect(fake.bodies("POST", "api/cases/c1/nik")).toEqual([
    { answer: "granted", nik: "5272035503909901", evidence: null },
  ]);
});

test("a NIK that cannot be one is not sent", async () => {
  fake.on("POST api/nik-check", () =>
    ok({
      verdict: "reject",
      errors: ["E_DATE"],
      warnings: [],
      jenis_kelamin: null,
      birth_candidates: [],
      region: null,
    }),
  );
  open("#/permohonan");
  await type(/NIK yang diterbitkan SIAK/, "5272033113909901");
  expect((await screen.findByRole("alert")).textContent).toContain("Bukan NIK yang benar");
  expect((screen.getByRole("button", { name: /Simpan NIK/ }) as HTMLButtonElement).disabled).toBe(true);
});

test("a refusal needs its reason", async () => {
  fake.on("POST api/cases/c1/nik", () => ok(caseView()));
  open("#/permohonan");
  await click(/Tolak permohonan/);
  const dialog = await screen.findByRole("dialog", { name: "Tolak permohonan NIK" });
  expect((within(dialog).getByRole("button", { name: "Tolak" }) as HTMLButtonElement).disabled).toBe(true);
  await fireEvent.input(within(dialog).getByLabelText(/Alasan/), { target: { value: "Akta lahir tidak terbaca" } });
  await fireEvent.submit(within(dialog).getByRole("button", { name: "Tolak" }).closest("form") as HTMLFormElement);
  await waitFor(() =>
    expect(fake.bodies("POST", "api/cases/c1/nik")).toEqual([
      { answer: "refused", reason: "Akta lahir tidak terbaca" },
    ]),
  );
});

test("J and K go down and up the queue", async () => {
  open("#/konflik");
  await screen.findByRole("navigation", { name: "Daftar konflik dan kejadian" });
  await press("j");
  await waitFor(() => expect(window.location.hash).toBe("#/konflik/c4.incident.two_prints"));
  await press("k");
  await waitFor(() => expect(window.location.hash).toBe("#/konflik/c2.field"));
});

test("a role that may only look sees no acts", async () => {
  fake.on("GET api/me", () => ok({ ...me, may: ["read_case"] }));
  open("#/kasus/c2");
  await screen.findByRole("heading", { name: "Muhammad Fo'o" });
  for (const name of [/Lepaskan gerbang/, /Catat status/, /Simpan catatan/, /Pakai yang dipilih/]) {
    expect(screen.queryByRole("button", { name }), String(name)).toBeNull();
  }
});

test("a role that reads no personal data has no doors to it", async () => {
  fake.on("GET api/me", () => ok({ ...me, peran: "admin", may: ["device_code"] }));
  open("#/kasus/c2");
  await screen.findByText("Bukan untuk peran Anda");
  const rail = screen.getByRole("navigation", { name: "Tempat kerja" });
  expect(
    within(rail)
      .getAllByRole("link")
      .map((link) => link.textContent?.trim().split(" ")[0]),
  ).toEqual(["Hari", "Kunjungan", "Perangkat"]);
  expect(
    fake.asked.some((one) => one.path.startsWith("api/cases")),
    "nothing is even asked for",
  ).toBe(false);
});

test("the status as SIAK shows it is sent with where it was seen", async () => {
  fake.on("POST api/cases/c1/status", () => ok(caseView()));
  open("#/kasus/c1");
  await click(/Catat status/);
  const dialog = await screen.findByRole("dialog");
  await choose(within(dialog).getByLabelText(/Status di SIAK/), "PRINT_READY_RECORD");
  await fireEvent.input(within(dialog).getByLabelText(/Dilihat di mana/), { target: { value: "layar SIAK 23-11" } });
  await fireEvent.submit(
    within(dialog)
      .getByLabelText(/Status di SIAK/)
      .closest("form") as HTMLFormElement,
  );
  await waitFor(() =>
    expect(fake.bodies("POST", "api/cases/c1/status")).toEqual([
      { status: "PRINT_READY_RECORD", evidence: "layar SIAK 23-11" },
    ]),
  );
});

test("laptops join and leave the team of a visit", async () => {
  fake.on("POST api/visits/v1/team", () => ok({}));
  open("#/kunjungan");
  await click(/Ubah laptop tim: Kolo/);
  const dialog = await screen.findByRole("dialog");
  expect(((await within(dialog).findByLabelText("Laptop 1")) as HTMLInputElement).checked).toBe(true);
  await fireEvent.click(within(dialog).getByLabelText("Laptop 2"));
  await fireEvent.submit(within(dialog).getByLabelText("Laptop 1").closest("form") as HTMLFormElement);
  await waitFor(() => expect(fake.bodies("POST", "api/visits/v1/team")).toEqual([{ team: ["d1"] }]));
});

test("while the line is cut the page says so and keeps what it has", async () => {
  open();
  await screen.findByRole("heading", { name: "Hari ini" });
  fake.lines[0]?.open();
  fake.lines[0]?.cut();
  expect((await screen.findAllByText("Terputus dari server")).length).toBeGreaterThan(0);
  expect(screen.getByText(/Yang tampak adalah keadaan terakhir/)).toBeTruthy();
  expect(screen.getByRole("heading", { name: "Hari ini" })).toBeTruthy();
});

test("a line cut because the session ended asks to sign in again, not to wait", async () => {
  open("#/perangkat");
  await screen.findByRole("heading", { name: "Perangkat" });
  fake.lines[0]?.open();
  fake.signedIn = false;
  fake.lines[0]?.cut();
  await screen.findByRole("heading", { name: "Masuk lagi" });
  expect(window.location.hash).toBe("#/perangkat");
});

test("a failed load keeps what was there and offers to try again", async () => {
  let cut = false;
  fake.on("GET api/devices", () => (cut ? "cut" : ok([])));
  open("#/perangkat");
  await screen.findByText("Belum ada laptop terdaftar.");
  cut = true;
  fake.lines[0]?.open();
  fake.lines[0]?.say({ event: "kit", device: "d1" });
  expect((await screen.findByRole("alert")).textContent).toContain("Server tidak terjangkau");
  expect(screen.getByText("Belum ada laptop terdaftar.")).toBeTruthy();
  cut = false;
  await click("Coba lagi");
  await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
});

test("a case changed by a kit is loaded again by itself", async () => {
  let nama = "Siti Rahmah";
  fake.on("GET api/cases/c1", () => ok(caseView(detail({ person: { ...detail().person, nama } }))));
  open("#/kasus/c1");
  await screen.findByRole("heading", { name: "Siti Rahmah" });
  nama = "Siti Rahmawati Putri";
  fake.lines[0]?.open();
  fake.lines[0]?.say({ event: "changed", docs: ["c1"] });
  await screen.findByRole("heading", { name: "Siti Rahmawati Putri" });
});

test("what is held of a kit's work is shown with its reason, tried again, and set aside only with a reason", async () => {
  const held = { laptop: "Laptop 3", case: null, code: "harmful", since_ms: NOW_MS, size_bytes: 812 };
  fake.on("GET api/quarantine", () => ok([1, 2].map((seq) => ({ ...held, device: "ab", seq }))));
  fake.on("POST api/quarantine/ab/1/retry", () => ok([{ ...held, device: "ab", seq: 2 }]));
  fake.on("POST api/quarantine/ab/2/discard", () => ok([]));
  open("#/konflik");
  const table = await screen.findByRole("table", { name: "Kiriman yang ditahan" });
  expect(within(table).getAllByText(/Menghentikan program pemeriksa/)).toHaveLength(2);
  const first = (name: string) => within(table).getAllByRole("button", { name })[0];
  await fireEvent.click(first("Coba lagi") as HTMLElement);
  await waitFor(() => expect(within(table).getAllByText("Laptop 3")).toHaveLength(1));
  await fireEvent.click(first("Buang dengan alasan") as HTMLElement);
  const dialog = await screen.findByRole("dialog");
  const send = within(dialog).getByRole("button", { name: "Buang dengan alasan" });
  expect((send as HTMLButtonElement).disabled).toBe(true);
  await fireEvent.input(within(dialog).getByLabelText(/Alasan/), { target: { value: "diisi ulang" } });
  await fireEvent.click(send);
  await waitFor(() => expect(screen.queryByRole("table", { name: "Kiriman yang ditahan" })).toBeNull());
});

test("nothing in the office is said in words, not as empty tables", async () => {
  for (const [path, hash, words] of [
    ["api/applications", "#/permohonan", "Tidak ada permohonan yang menunggu."],
    ["api/conflicts", "#/konflik", "Tidak ada konflik dan tidak ada kejadian."],
    ["api/visits", "#/kunjungan", "Belum ada kunjungan yang direncanakan."],
  ] as const) {
    fake.on(`GET ${path}`, () => ok([]));
    open(hash);
    await screen.findByText(words);
    cleanup();
  }
});

test("the code for a new laptop is shown once with its time", async () => {
  open("#/perangkat");
  await click(/Daftarkan laptop baru/);
  expect(
    ((await screen.findByLabelText("Kode untuk laptop baru", { selector: "input" })) as HTMLInputElement).value,
  ).toBe("ABCD-EFGH-JKMN-PQRS");
  expect(screen.getByText("Berlaku 15:00 lagi")).toBeTruthy();
});

test("T turns the charts into tables", async () => {
  open();
  await screen.findByRole("heading", { name: "Hari ini" });
  expect(screen.queryByRole("table", { name: "Waktu dibandingkan mutu baku" })).toBeNull();
  await press("t");
  expect(screen.getByRole("table", { name: "Waktu dibandingkan mutu baku" })).toBeTruthy();
});

test("the whole dashboard speaks English when asked", async () => {
  open();
  await screen.findByRole("heading", { name: "Hari ini" });
  await click(/English/);
  await screen.findByRole("heading", { name: "Today" });
  expect(document.documentElement.lang).toBe("en");
});

test("a slip is checked at the counter and leads to its case", async () => {
  const says = {
    kode: "7K3F-9QXM",
    inisial: "S. R.",
    nik_akhir: "9901",
    layanan: "hilang",
    stage_label: "KTP-el sudah dicetak.",
    stage_label_en: "The card is printed.",
    issued_ms: NOW_MS,
    device: "Laptop 2",
  };
  fake.on("POST api/slip", () => ok({ verdict: "genuine", says, case: "c2" }));
  open("#/kasus");
  await click("Periksa slip");
  const address = `HTTPS://KANTOR.EXAMPLE/S/${"2KCFLIQBE4".repeat(24)}`;
  await type("Kode atau alamat slip", address);
  await fireEvent.submit(screen.getByRole("dialog").querySelector("form") as HTMLFormElement);
  await screen.findByText("Slip asli");
  screen.getByText(/Dicetak Laptop 2/);
  expect(fake.bodies("POST", "api/slip"), "all of a long address").toEqual([{ text: address }]);
  await click("Buka kasus");
  await screen.findByRole("heading", { name: "Muhammad Fo'o" });
});

test("a forged slip leads nowhere", async () => {
  fake.on("POST api/slip", () => ok({ verdict: "not_genuine", says: null, case: null }));
  open("#/kasus");
  await click("Periksa slip");
  await type("Kode atau alamat slip", "HTTPS://KANTOR.EXAMPLE/S/AAAA");
  await fireEvent.submit(screen.getByRole("dialog").querySelector("form") as HTMLFormElement);
  expect((await screen.findByRole("alert")).textContent).toContain("Slip tidak asli atau rusak");
  expect(screen.queryByRole("button", { name: "Buka kasus" })).toBeNull();
});

test("the day begins with what somebody must ask about", async () => {
  open("#/hari-ini");
  await screen.findByText("60 pencarian penduduk tanpa kasus di Laptop 2");
  await screen.findByText(/Siti Rahmawati, .* Tanyakan alasannya/);
});
