// Every screen of the kit: what the kit answers, and the keys and clicks that lead there.

const place = (name) => (page) => page.getByRole("navigation").getByRole("button", { name }).click();
const press = (name) => (page) => page.getByRole("button", { name }).first().click();
const then =
  (...acts) =>
  async (page) => {
    for (const act of acts) await act(page);
  };
const openCase = (page) => page.locator("[data-card]").first().click();
const key = (name) => (page) => page.keyboard.press(name);

/** The case with one step under way. */
function at(s, id, over = {}) {
  const steps = s.detail().steps.map((step) => (step.id === id ? { ...step, status: "running", reasons: [] } : step));
  return () => s.caseView({ steps, next: id, ...over });
}

/** A stick with what two laptops saved, one of them for this one. */
function stick(taken) {
  const bundle = (nama, state) => ({ file: `/media/siti/KTP/${nama}.ktpl`, nama, at_ms: 1_790_000_000_000, state });
  const bundles = [bundle("Laptop 1", "ok"), bundle("Laptop 3", "file_other_laptop")];
  const found = { path: "/media/siti/KTP", name: "KTP", free_mb: 900, receipts: ["/media/siti/KTP/a.ktpr"], bundles };
  const work = { nama: "Laptop 1", entries: 214, cases: 9, damaged: 0, left: [], whole: true };
  return {
    "stick.places": () => [found],
    "stick.give": () => ({ name: "ktpel-Laptop-2-untuk-Laptop-1.ktpl", bytes: 48_000, nama: "Laptop 1" }),
    "stick.take": () => ({ ...work, ...taken }),
  };
}

const PICTURE =
  "data:image/svg+xml;utf8,%3Csvg xmlns='http://www.w3.org/2000/svg' width='640' height='480'%3E%3Crect width='640' height='480' fill='%23345'/%3E%3C/svg%3E";
const FINGERS = ["1", "2", "3", "4", "5"];

function recording(s) {
  const done = ["wajah", "iris_kanan", "iris_kiri", ...FINGERS.map((n) => `jari_kanan_${n}`)];
  const take = { hash: "ab", size: 10, mime: "image/png", quality: 80, by: s.by };
  const captures = done.map((slot) => ({ slot, state: "captured", takes: [take], waiver: null, waived_by: null }));
  captures[4] = { ...captures[4], state: "waived", takes: [], waiver: "luka" };
  const captures_missing = [...FINGERS.map((n) => `jari_kiri_${n}`), "tanda_tangan"];
  const preview = { frame: PICTURE, quality: 64, word: "cukup", hint: "hold_still", device: "Simulator" };
  return { "case.get": at(s, "mobile.rekam", { captures, captures_missing }), "recording.preview": () => preview };
}

function card(s, state, result) {
  const attempt = {
    blanko: "KB00000015",
    way: "printer",
    printer: "k",
    result,
    by: s.by,
    outcome_by: null,
    proven: true,
  };
  return { state, attempts: [attempt] };
}

const noNik = (s) => ({ person: { ...s.detail().person, nik: null, nik_official: false } });
const openGate = (s) => ({
  gate_open: true,
  gate: s.detail().gate.map((item) => ({ ...item, met: true, reasons: [] })),
});
const rows = [
  { field: "nama_lengkap", register: "SITI RAHMAH", kk: "Siti Rahmah", state: "spelling" },
  { field: "tempat_lahir", register: "BIMA", kk: "DOMPU", state: "differs" },
  { field: "alamat", register: "Jl. Pelabuhan 4", kk: null, state: "only_register" },
  { field: "kelurahan", register: "52.72.04.1001", kk: "52.72.04.1001", state: "same" },
];

/** The page Kirim in a state of sending; `over` changes the state of safety. */
function sending(over, waiting = []) {
  return (s) => {
    const status = { ...s.status, next_try_ms: Date.now() + 120_000, ...over };
    const page = { office_url: "https://kantor.example", permit_until_ms: s.NOW, sent: 4, received: 2 };
    return {
      "status.get": () => status,
      "sync.state": () => ({ ...page, status, waiting, refused: [], held: [] }),
      "stick.places": () => [],
    };
  };
}

const nothing = { unsent: 0, unsent_cases: 0, unsent_apart: 0, unsent_files: 0, unsent_bytes: 0 };
const waiting = [1, 2, 3].map((n) => ({
  id: `0${n}`.repeat(16),
  nama: ["Siti Rahmah", "Abdul Gani", "Nur Aini"][n - 1],
  entries: 8 * n,
  files: n,
  since_ms: Date.now() - n * 600_000,
}));
const underWay = { cases: { safe: 12, of: 60 }, files: { safe: 3, of: 18 }, received_cases: 2, left_ms: 240_000 };
const busy = { unsent: 480, unsent_cases: 48, unsent_files: 15, unsent_bytes: 11_800_000 };
const twice = (s) => [
  {
    serial: "KB00000015",
    cases: [
      { id: s.CASE_ID, nama: "Siti Rahmah" },
      { id: "c9", nama: "Abdul Gani" },
    ],
  },
];
const usedTwice = (s) => ({
  "status.get": () => ({ ...s.status, blanko_twice: ["KB00000015"] }),
  "board.get": () => ({ ...s.boardView(24), blanko_twice: twice(s) }),
  "case.get": () => ({ ...s.caseView(), blanko_twice: twice(s) }),
});

/** name → [answers of the kit, way to the screen, primary action that must be in sight] */
export const SCREENS = {
  setup: [(s) => ({ "app.state": () => ({ ...s.app, phase: "setup" }) }), null, /Siapkan/],
  passphrase: [(s) => ({ "app.state": () => ({ ...s.app, phase: "passphrase", operators: [] }) }), null, /^Buka/],
  operator: [(s) => ({ "app.state": () => ({ ...s.app, phase: "operator", operator: null }) }), null, /Siti R/],
  pin: [(s) => ({ "app.state": () => ({ ...s.app, phase: "operator", operator: null }) }), press(/Rahmat/), /Masuk/],
  board: [() => ({}), null, /Panggil berikutnya/],
  "board with 500": [(s) => ({ "board.get": () => s.boardView(500) }), null, /Panggil berikutnya/],
  "board with nobody": [
    (s) => ({ "board.get": () => ({ ...s.boardView(0), call_next: null }) }),
    null,
    /Panggil berikutnya/,
  ],
  reception: [() => ({}), press(/Terima pemohon/), /Terima pemohon/],
  search: [() => ({}), key("/"), /Hari ini/],
  contacts: [() => ({}), place(/Kontak/), /Catat kontak/],
  "new contact": [() => ({}), then(place(/Kontak/), press(/Catat kontak/)), /Simpan/],
  "new visit": [() => ({}), then(place(/Kontak/), press(/Rencanakan/)), /Simpan/],
  "print debt": [(s) => ({ "debt.list": () => [s.card(1), s.card(2, { badge: "belum_prr" })] }), place(/Utang/), null],
  stock: [() => ({}), place(/Blanko/), /Terima blanko/],
  "receive stock": [() => ({}), then(place(/Blanko/), press(/Terima blanko/)), /Catat penerimaan/],
  send: [() => ({}), place(/Kirim/), /Kirim sekarang/],
  "send with a stick": [() => stick({}), place(/Kirim/), /Kirim sekarang/],
  "another laptop's work": [() => stick({}), then(place(/Kirim/), press(/Ambil titipan/)), /Kirim sekarang/],
  "a cut file of another laptop": [
    () => stick({ whole: false, damaged: 2, left: ["Laptop 1"] }),
    then(place(/Kirim/), press(/Ambil titipan/)),
    /Kirim sekarang/,
  ],
  "send nothing": [sending(nothing), place(/Kirim/), /Kirim sekarang/],
  "send records only": [sending({ ...nothing, unsent: 1, unsent_apart: 1 }), place(/Kirim/), /Kirim sekarang/],
  "send waiting": [sending({}, waiting), place(/Kirim/), /Kirim sekarang/],
  "send running": [sending({ ...busy, syncing: true, progress: underWay }, waiting), place(/Kirim/), /Kirim sekarang/],
  "send weak line": [sending({ ...busy, line_weak: true }, waiting), place(/Kirim/), /Kirim sekarang/],
  "send cut": [
    sending({ ...busy, progress: underWay, last_problem: "server_unreachable" }, waiting),
    place(/Kirim/),
    /Kirim sekarang/,
  ],
  "send text only": [
    sending({ ...nothing, unsent_files: 18, unsent_bytes: 12_400_000, load: "text_only", files_unnamed: 1 }),
    place(/Kirim/),
    /Kirim sekarang/,
  ],
  "board, blanko twice": [usedTwice, null, /Panggil berikutnya/],
  "case, blanko twice": [usedTwice, openCase, /Verifikasi selesai/],
  settings: [() => ({}), place(/Pengaturan/), /Kunci layar/],
  "ask nik": [
    (s) => ({ "case.get": at(s, "mobile.minta_nik", noNik(s)) }),
    then(openCase, press(/Ya, ada NIK/)),
    /Lanjut/,
  ],
  apply: [(s) => ({ "case.get": at(s, "mobile.jelaskan_daftar_nik", noNik(s)) }), openCase, /Ajukan/],
  verify: [
    (s) => ({ "case.compare": () => ({ resident: s.resident, extract_date: "2026-11-20", rows }) }),
    openCase,
    /Verifikasi selesai/,
  ],
  "send back": [() => ({}), then(openCase, press(/Kembalikan/)), /Kembalikan/],
  record: [recording, openCase, /^Rekam/],
  waive: [recording, then(openCase, press(/Tidak bisa/)), /Tidak bisa direkam/],
  "shut gate": [(s) => ({ "case.get": at(s, "mobile.cetak", { print_debt: true }) }), openCase, /Slip untuk/],
  "open gate": [(s) => ({ "case.get": at(s, "mobile.cetak", openGate(s)) }), openCase, /Cetak kartu/],
  outcome: [
    (s) => ({ "case.get": at(s, "mobile.cetak", { card: card(s, "spooled", null) }) }),
    openCase,
    /Gagal encode/,
  ],
  handover: [
    (s) => ({ "case.get": at(s, "mobile.serahkan", { card: card(s, "good", "good") }) }),
    openCase,
    /Serahkan kartu/,
  ],
  conflict: [
    (s) => ({
      "case.get": () =>
        s.caseView({
          conflicts: ["tempat_lahir"],
          incidents: ["two_prints"],
          fields: { ...s.detail().fields, tempat_lahir: s.fieldDetail("tempat_lahir", "BIMA", "DOMPU") },
        }),
    }),
    openCase,
    /Pilih ini/,
  ],
  slip: [
    () => ({
      "document.make": () => ({ preview: PICTURE, aspect_permille: 640, printed: "shown", file: null, qr: "x" }),
    }),
    then(openCase, press(/Slip/)),
    /^Cetak/,
  ],
};
