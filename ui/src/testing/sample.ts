/** A small village for tests: what a kit would answer. Synthetic people only (NIK serials 9900 and up). */
import type { AppState } from "../lib/ipc/generated/AppState";
import type { BoardCard } from "../lib/ipc/generated/BoardCard";
import type { BoardView } from "../lib/ipc/generated/BoardView";
import type { By } from "../lib/ipc/generated/By";
import type { CaseDetail } from "../lib/ipc/generated/CaseDetail";
import type { CaseView } from "../lib/ipc/generated/CaseView";
import type { FieldDetail } from "../lib/ipc/generated/FieldDetail";
import type { FieldInfo } from "../lib/ipc/generated/FieldInfo";
import type { ReferenceView } from "../lib/ipc/generated/ReferenceView";
import type { ResidentView } from "../lib/ipc/generated/ResidentView";
import type { StatusView } from "../lib/ipc/generated/StatusView";
import type { StepDetail } from "../lib/ipc/generated/StepDetail";
import type { StepInfo } from "../lib/ipc/generated/StepInfo";
import type { VisitSummary } from "../lib/ipc/generated/VisitSummary";

/** 22 November 2026, 10.42 in Kota Bima. */
export const NOW = Date.UTC(2026, 10, 22, 2, 42);
export const by: By = { nama: "Siti R.", device: "Laptop 1", at_ms: NOW - 11 * 60_000 };

export const visit: VisitSummary = {
  id: "aa".repeat(16),
  kelurahan: "52.72.04.1001",
  kelurahan_nama: "Kolo",
  tanggal: "2026-11-23",
  tempat: "Aula Kantor Kelurahan",
  jam: "08.00–15.00",
  contacts: 3,
  cases: 12,
  residents: 1840,
};

const operator = {
  id: "0f".repeat(8),
  nama: "Siti R.",
  peran: "operator_perekaman",
  peran_label: "Operator Perekaman",
  has_pin: true,
};

export const app: AppState = {
  phase: "open",
  demo: true,
  office: "Dukcapil Kota Bima",
  device: "Laptop 1",
  locale: "id",
  theme: "light",
  operators: [
    operator,
    { ...operator, id: "1f".repeat(8), nama: "Rahmat H.", peran_label: "Operator", has_pin: false },
  ],
  operator,
  visit,
  version: "0.1.0",
  wiped: null,
  demo_hint: "Lima kata: satu dua tiga empat lima · PIN 246810",
};

export const status: StatusView = {
  unsent: 12,
  unsent_cases: 4,
  unsent_apart: 1,
  unsent_files: 3,
  unsent_bytes: 640_000,
  files_unnamed: 0,
  unsent_since_ms: NOW - 7_200_000,
  last_contact_ms: NOW - 7_200_000,
  lease_days: null,
  revoked_ms: null,
  syncing: false,
  progress: null,
  next_try_ms: null,
  load: "everything",
  pictures_now: false,
  line_weak: false,
  last_problem: null,
  battery: 62,
  disk_free_gb: 41,
  blanko: 86,
  blanko_twice: [],
  ribbon: 40,
  now_ms: NOW,
  clock: null,
  office: null,
};

const STEPS: [
  id: string,
  no: number,
  kind: string,
  short: string,
  short_en: string,
  seconds: number | null,
  form: string | null,
][] = [
  ["mobile.kontak", 1, "kontak", "Kontak", "Contact", null, null],
  ["mobile.pemohon_menghubungi", 2, "menghubungi", "Menghubungi", "Request", 180, null],
  ["mobile.minta_nik", 3, "minta_nik", "NIK", "NIK", 60, "pemohon"],
  ["mobile.jelaskan_daftar_nik", 4, "jelaskan_nik", "Daftar NIK", "Apply for NIK", 180, "biodata"],
  ["mobile.nik_verifikasi", 5, "nik_verifikasi", "Verifikasi", "Verify", 180, "verifikasi"],
  ["mobile.rekam", 6, "rekam", "Rekam", "Record", 300, null],
  ["mobile.cetak", 7, "cetak", "Cetak", "Print", 60, null],
  ["mobile.serahkan", 9, "serahkan", "Serah", "Hand over", 180, "penyerahan"],
];

function stepInfo([id, no, kind, short, short_en, seconds, form]: (typeof STEPS)[number]): StepInfo {
  const text = "Petugas operator memberikan NIK bagi yang belum ber-NIK dan melakukan verifikasi data pemohon";
  return {
    id,
    no,
    kind,
    short,
    short_en,
    text,
    seconds,
    form,
    notes: [],
    lane: "operator",
    lane_label: "Operator",
    completeness: ["Berkas persyaratan"],
    outputs: ["NIK"],
    text_en: "The operator gives a NIK to those who have none and verifies the data",
    capture: [],
    requires_online: false,
    on_return: null,
  };
}

function field(id: string, label: string, label_en: string, kind = "text", required = true): FieldInfo {
  return {
    id,
    label,
    label_en,
    kind,
    required,
    code_list: kind === "code" ? id : null,
    printed: true,
    help: null,
    help_en: null,
  } as FieldInfo;
}

const person = [
  field("nama_lengkap", "Nama lengkap", "Full name"),
  field("jenis_kelamin", "Jenis kelamin", "Sex", "code"),
  field("tempat_lahir", "Tempat lahir", "Place of birth"),
  field("tanggal_lahir", "Tanggal lahir", "Date of birth", "date"),
  field("alamat", "Alamat", "Address"),
  field("kelurahan", "Kelurahan", "Kelurahan", "region"),
];

export const reference: ReferenceView = {
  procedures: [
    {
      id: "mobile",
      title: "SOP Penerbitan KTP-el Mobile",
      channel: "mobile",
      total_seconds: 1140,
      notes: [],
      steps: STEPS.map(stepInfo),
    },
  ],
  forms: [
    {
      id: "pemohon",
      title: "Pemohon",
      title_en: "Applicant",
      fields: [field("nama_lengkap", "Nama lengkap", "Full name"), field("nik", "NIK", "NIK", "nik", false)],
    },
    { id: "biodata", title: "Biodata", title_en: "Biodata", fields: person },
    {
      id: "verifikasi",
      title: "Verifikasi data",
      title_en: "Verification",
      fields: [field("no_kk", "Nomor Kartu Keluarga", "Family card number", "no_kk"), ...person],
    },
  ],
  requirements: [
    { id: "f102", label: "Formulir F-1.02", label_en: "Form F-1.02" },
    { id: "surat_hilang", label: "Surat keterangan hilang dari kepolisian", label_en: "Police report of loss" },
    { id: "fotokopi_kk", label: "Fotokopi Kartu Keluarga", label_en: "Copy of the family card" },
  ],
  layanan: [
    layanan("baru", "KTP-el baru (WNI)", "New card"),
    layanan("hilang", "KTP-el hilang", "Lost card"),
    layanan("rusak", "KTP-el rusak", "Damaged card"),
  ],
  codes: {
    jenis_kelamin: [
      { value: "L", label: "Laki-laki", label_en: "Male" },
      { value: "P", label: "Perempuan", label_en: "Female" },
    ],
  },
  wilayah: [
    { code: "52.72.04.1001", nama: "Kolo", level: 4 },
    { code: "52.72.04.1002", nama: "Jatibaru", level: 4 },
  ],
} as unknown as ReferenceView;

function layanan(id: string, label: string, label_en: string) {
  return {
    id,
    label,
    label_en,
    requirements: [],
    rules: [],
    may_record: id === "baru",
    withdraw_old_card: id === "rusak",
  };
}

/** The case of the specification: a lost card, at verification. */
export const CASE_ID = "c1".repeat(16);

export function step(id: string, over: Partial<StepDetail> = {}): StepDetail {
  const info = reference.procedures[0]?.steps.find((item) => item.id === id);
  if (!info) throw new Error(`no step ${id}`);
  return {
    id: info.id,
    no: info.no,
    text: info.text,
    notes: [],
    lane_label: info.lane_label,
    seconds: info.seconds,
    completeness: info.completeness,
    outputs: info.outputs,
    status: "blocked",
    reasons: [],
    started: null,
    ended: null,
    active_ms: null,
    approximate: false,
    also_running: 0,
    given_reason: null,
    ...over,
  } as StepDetail;
}

export function fieldDetail(id: string, ...values: (string | null)[]): FieldDetail {
  const said = values.map((value, n) => ({ value, op: `${n + 1}@${id}`, by: { ...by, device: `Laptop ${n + 1}` } }));
  return { id, said, conflict: values.length > 1 };
}

export function detail(over: Partial<CaseDetail> = {}): CaseDetail {
  return {
    id: CASE_ID,
    kode: "7K3F-9QXM",
    channel: "mobile",
    layanan: "hilang",
    visit: visit.id,
    contact: null,
    person: {
      nama: "Siti Rahmah",
      nik: "5272015503909901",
      nik_official: true,
      no_kk: "5272010101109902",
      jenis_kelamin: "P",
      tanggal_lahir: "1990-03-15",
      umur: 36,
      kelurahan: "52.72.04.1001",
      kelurahan_nama: "Kolo",
      no_hp: null,
    },
    steps: [
      step("mobile.kontak", { status: "done" }),
      step("mobile.pemohon_menghubungi", { status: "done" }),
      step("mobile.minta_nik", { status: "done", ended: by, active_ms: 41_000 }),
      step("mobile.jelaskan_daftar_nik", { status: "skipped", reasons: [{ code: "nik_known" }] }),
      step("mobile.nik_verifikasi", { status: "running", started: by }),
      step("mobile.rekam", { status: "skipped", reasons: [{ code: "service_does_not_record" }] }),
      step("mobile.cetak", { reasons: [{ code: "step_before", step: "mobile.nik_verifikasi" }] }),
      step("mobile.serahkan", { reasons: [{ code: "no_card" }] }),
    ],
    next: "mobile.nik_verifikasi",
    target_seconds: 660,
    active_ms: 41_000,
    fields: {
      nama_lengkap: fieldDetail("nama_lengkap", "SITI RAHMAH"),
      tempat_lahir: fieldDetail("tempat_lahir", "BIMA"),
      no_kk: fieldDetail("no_kk", "5272010101109902"),
      jenis_kelamin: fieldDetail("jenis_kelamin", "P"),
      tanggal_lahir: fieldDetail("tanggal_lahir", "1990-03-15"),
      alamat: fieldDetail("alamat", "Jl. Pelabuhan 4"),
      kelurahan: fieldDetail("kelurahan", "52.72.04.1001"),
    },
    requirements: [
      { id: "f102", label: "Formulir F-1.02", label_en: "Form F-1.02", state: "present", note: null, by },
      { id: "surat_hilang", label: "Surat hilang", label_en: "Police report", state: "missing", note: null, by },
      { id: "fotokopi_kk", label: "Fotokopi KK", label_en: "Family card", state: "unchecked", note: null, by: null },
    ],
    captures: [],
    captures_missing: [],
    facts: [],
    application: null,
    gate: [
      { id: "identity", met: true, reasons: [], mend: "operator", released: false },
      {
        id: "central_status",
        met: false,
        reasons: [{ code: "not_print_ready", status: "SENT_FOR_ENROLLMENT" }],
        mend: "pusat",
        released: false,
      },
    ],
    gate_open: false,
    print_debt: false,
    card: { state: "none", attempts: [] },
    handover: null,
    conflicts: [],
    incidents: [],
    unknown_acts: 0,
    history: [
      { key: "1", kind: "step", params: { step: "mobile.minta_nik", outcome: "done" }, by, proof: "not_signed" },
      { key: "2", kind: "requirement", params: { requirement: "f102", result: "present" }, by, proof: "proven" },
    ],
    closed: false,
    ...over,
  } as CaseDetail;
}

export function caseView(over: Partial<CaseDetail> = {}): CaseView {
  return { detail: detail(over), unsent: 4, running_ms: 130_000, blanko_twice: [] };
}

export function card(n: number, over: Partial<BoardCard["summary"]> = {}): BoardCard {
  const names = [
    "Siti Rahmah",
    "Oi Fo'o",
    "Muhammad Iksan",
    "Nurhayati",
    "Abdul Haris",
    "Fitriani A. Rahman",
    "Jamaluddin",
  ];
  const id = n === 1 ? CASE_ID : n.toString(16).padStart(32, "0");
  return {
    id,
    summary: {
      id,
      kode: `7K3F-${String(1000 + n)}`,
      channel: "mobile",
      nama: names[n % names.length],
      nik: `52720115039099${String(n % 100).padStart(2, "0")}`,
      layanan: n % 3 === 0 ? "hilang" : "baru",
      step: "mobile.minta_nik",
      state: "open",
      badge: "none",
      kelurahan: "52.72.04.1001",
      tanggal_lahir: "1990-03-15",
      started_ms: NOW - n * 400_000,
      step_since_ms: NOW - n * 150_000,
      updated_ms: NOW,
      print_debt: false,
      conflicts: 0,
      ...over,
    },
    umur: 20 + (n % 50),
    waiting_since_ms: NOW - n * 150_000,
    held_by: n % 4 === 0 ? "Rahmat H." : null,
    unsent: n % 2 === 0,
  } as BoardCard;
}

/** A board with `n` people, most of them early in the day's work. */
export function boardView(n: number): BoardView {
  const ids = [
    "mobile.minta_nik",
    "mobile.jelaskan_daftar_nik",
    "mobile.nik_verifikasi",
    "mobile.rekam",
    "mobile.cetak",
    "mobile.serahkan",
    "waiting",
    "done",
  ];
  const columns = ids.map((id, at) => {
    const cards = Array.from({ length: n }, (_, i) => i + 1)
      .filter((i) => (i * 7) % 8 === at)
      .map((i) =>
        card(i, { step: id.startsWith("mobile") ? id : null, badge: id === "waiting" ? "menunggu_nik" : "none" }),
      );
    return { id, no: STEPS.find((item) => item[0] === id)?.[1] ?? null, count: cards.length, cards };
  });
  const call_next = columns[0]?.cards[0]?.id ?? null;
  return {
    visit,
    columns,
    served: 21,
    opened: n,
    median_seconds: 700,
    target_seconds: 960,
    printed: 14,
    debts: 9,
    conflicts: 0,
    call_next,
    blanko_twice: [],
  };
}

export const resident: ResidentView = {
  nik: "5272015503909901",
  no_kk: "5272010101109902",
  nama: "SITI RAHMAH",
  tempat_lahir: "BIMA",
  tanggal_lahir: "1990-03-15",
  jenis_kelamin: "P",
  umur: 36,
  kelurahan: "52.72.04.1001",
  kelurahan_nama: "Kolo",
  alamat: "Jl. Pelabuhan 4",
  rt: "003",
  rw: "001",
  status_kawin: "KAWIN",
  shdk: "ISTRI",
  status_rekam: "PRINT_READY_RECORD",
  kartu_terbit: true,
  case: null,
  matched: "exact",
};
