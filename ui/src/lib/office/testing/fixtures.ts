/** A small synthetic office for tests. NIK serials are 9900 and up; nothing here is shipped. */
import type {
  AccountItem,
  ApplicationItem,
  By,
  CaseDetail,
  CaseSummary,
  ConflictItem,
  DeviceItem,
  FormInfo,
  LayananInfo,
  MeView,
  OfficeCaseView,
  OfficeReference,
  OfficeVisit,
  OverviewView,
  ProcedureInfo,
  StepCount,
  StepTime,
} from "../views";

/** 23 Nov 2026, 10.42 in Kota Bima. */
export const NOW_MS = Date.UTC(2026, 10, 23, 2, 42);
const MINUTE_MS = 60_000;

export function by(nama: string, device: string, minutesAgo: number): By {
  return { nama, device, at_ms: NOW_MS - minutesAgo * MINUTE_MS };
}

const siti = (minutesAgo: number) => by("Siti Rahmawati", "Laptop 1", minutesAgo);
const amir = (minutesAgo: number) => by("Amiruddin", "Laptop 2", minutesAgo);

export const accounts: AccountItem[] = [
  account({ login: "admin", nama: "Admin Kantor", peran: "admin", peran_label: "Admin" }),
  account({ login: "kasi", nama: "Nurhayati, S.Sos", peran: "kasi_identitas", peran_label: "Kasi Identitas" }),
  account({
    login: "rina",
    nama: "Rina Marlina",
    second_factor: "missing",
    codes_left: 0,
    one_time_until_ms: NOW_MS + 86_400_000,
    last_sign_in_ms: null,
  }),
  account({ login: "lama", nama: "Pegawai Lama", state: "disabled" }),
];

function account(over: Partial<AccountItem>): AccountItem {
  return {
    login: "x",
    nama: "X",
    peran: "petugas_administrasi",
    peran_label: "Petugas Administrasi",
    state: "active",
    second_factor: "totp",
    codes_left: 9,
    one_time_until_ms: null,
    last_sign_in_ms: NOW_MS - 3_600_000,
    wait_s: null,
    ...over,
  };
}

export const me: MeView = {
  stage: "open",
  codes_left: null,
  user: "kasi",
  nama: "Nurhayati, S.Sos",
  peran: "kasi_identitas",
  peran_label: "Kasi Identitas",
  office: "Disdukcapil Kota Bima",
  demo: true,
  version: "0.1.0",
  may: [
    "read_case",
    "answer_application",
    "enter_status",
    "release",
    "answer_conflict",
    "settle_incident",
    "note",
    "device_code",
    "device_confirm",
    "take_stick",
    "plan_visit",
  ],
};

const STEPS: [id: string, no: number, short: string, short_en: string, seconds: number | null, text: string][] = [
  ["mobile.kontak", 1, "Kontak", "Contact", null, "Petugas memberitahukan nomor kontak yang dapat dihubungi"],
  ["mobile.menghubungi", 2, "Menghubungi", "Calling", 180, "Masyarakat menghubungi nomor kontak petugas"],
  ["mobile.minta_nik", 3, "NIK", "NIK", 60, "Petugas meminta NIK pemohon"],
  ["mobile.jelaskan_nik", 4, "Jelaskan NIK", "Explain NIK", 180, "Petugas menjelaskan tata cara mendapatkan NIK"],
  ["mobile.nik_verifikasi", 5, "Verifikasi", "Verify", 180, "Petugas memverifikasi data pemohon"],
  [
    "mobile.rekam",
    6,
    "Rekam",
    "Record",
    300,
    "Petugas melakukan perekaman (foto, iris mata, sidik jari, dan tanda tangan)",
  ],
  ["mobile.cetak", 7, "Cetak", "Print", 60, "Petugas mencetak KTP-el"],
  ["mobile.serahkan", 9, "Serah", "Hand over", 180, "Petugas menyerahkan KTP-el kepada pemohon"],
];

const mobile: ProcedureInfo = {
  id: "mobile",
  title: "SOP Pelayanan KTP-el Mobile",
  channel: "mobile",
  total_seconds: 1140,
  notes: [],
  steps: STEPS.map(([id, no, short, short_en, seconds, text]) => ({
    id,
    no,
    kind: id.split(".")[1] ?? "",
    short,
    short_en,
    text,
    text_en: text,
    notes: [],
    lane: "operator_perekaman",
    lane_label: "Operator Perekaman",
    seconds,
    completeness: [],
    outputs: [],
    form: null,
    capture: [],
    requires_online: false,
    on_return: null,
  })),
};

const FIELDS: [id: string, label: string, label_en: string, kind: string][] = [
  ["nama_lengkap", "Nama lengkap", "Full name", "text"],
  ["jenis_kelamin", "Jenis kelamin", "Sex", "code"],
  ["tempat_lahir", "Tempat lahir", "Place of birth", "text"],
  ["tanggal_lahir", "Tanggal lahir", "Date of birth", "date"],
  ["agama", "Agama", "Religion", "code"],
  ["status_kawin", "Status perkawinan", "Marital status", "code"],
  ["pekerjaan", "Pekerjaan", "Occupation", "code"],
  ["alamat", "Alamat", "Address", "text"],
  ["kelurahan", "Kelurahan", "Kelurahan", "region"],
  ["nama_ayah", "Nama ayah", "Name of father", "text"],
  ["nama_ibu", "Nama ibu", "Name of mother", "text"],
  ["nik_ibu", "NIK ibu", "NIK of mother", "nik"],
];

const biodata: FormInfo = {
  id: "biodata",
  title: "Biodata (F-1.01)",
  title_en: "Biodata (F-1.01)",
  fields: FIELDS.map(([id, label, label_en, kind]) => ({
    id,
    label,
    label_en,
    kind,
    required: true,
    code_list: null,
    validators: [],
    printed: false,
    searchable: false,
    help: null,
    help_en: null,
  })),
};

const SERVICES = [
  ["baru", "KTP-el baru", "New KTP-el"],
  ["hilang", "KTP-el hilang", "Lost KTP-el"],
  ["rusak", "KTP-el rusak", "Damaged KTP-el"],
] as const;

const layanan: LayananInfo[] = SERVICES.map(([id, label, label_en]) => ({
  id,
  label,
  label_en,
  requirements: [],
  needs: [],
  rules: [],
  at_desk: true,
  may_record: id === "baru",
  withdraw_old_card: id === "rusak",
}));

export const reference: OfficeReference = {
  procedures: [mobile],
  forms: [biodata],
  requirements: [
    { id: "fotokopi_kk", label: "Fotokopi KK", label_en: "Copy of the family card", basis: "F-1.02" },
    {
      id: "surat_hilang",
      label: "Surat keterangan hilang dari kepolisian",
      label_en: "Police report of loss",
      basis: "F-1.02",
    },
  ],
  layanan,
  statuses: [
    { id: "BIO_CAPTURED", meaning: "baru direkam, belum terkirim ke pusat", phase: "daerah", printable: false },
    { id: "PRINT_READY_RECORD", meaning: "tunggal, siap cetak (PRR)", phase: "siap", printable: true },
    { id: "DUPLICATE_RECORD", meaning: "sudah pernah terekam", phase: "pusat", printable: false },
  ],
  wilayah: [
    { code: "52.72.03", nama: "Asakota", level: 3 },
    { code: "52.72.03.1004", nama: "Kolo", level: 4 },
    { code: "52.72.01.1005", nama: "Paruga", level: 4 },
    { code: "52.72.01.1002", nama: "Tanjung", level: 4 },
  ],
};

export function summary(id: string, change: Partial<CaseSummary> = {}): CaseSummary {
  return {
    id,
    kode: "7K3F-9QXM",
    channel: "mobile",
    visit: "v1",
    contact: null,
    layanan: "baru",
    nama: "Siti Rahmah",
    nik: null,
    no_kk: "••••••••••••9902",
    tanggal_lahir: "1990-03-15",
    kelurahan: "52.72.03.1004",
    step: "mobile.nik_verifikasi",
    state: "waiting",
    badge: "menunggu_nik",
    holder: "",
    holder_device: "",
    started_ms: NOW_MS - 70 * MINUTE_MS,
    step_since_ms: NOW_MS - 55 * MINUTE_MS,
    updated_ms: NOW_MS - 12 * MINUTE_MS,
    active_seconds: 250,
    target_seconds: 1140,
    waiting: true,
    card_good: false,
    print_debt: true,
    needs_nik: true,
    conflicts: 0,
    incidents: 0,
    ...change,
  };
}

const withNik = { waiting: false, needs_nik: false, print_debt: false } as const;

export const summaries: CaseSummary[] = [
  summary("c1"),
  summary("c2", {
    ...withNik,
    kode: "M4TD-2H8W",
    nama: "Muhammad Fo'o",
    nik: "••••••••••••9901",
    layanan: "hilang",
    step: "mobile.cetak",
    state: "open",
    badge: "konflik",
    conflicts: 1,
    updated_ms: NOW_MS - 3 * MINUTE_MS,
  }),
  summary("c3", {
    ...withNik,
    kode: "QZ1P-77VK",
    nama: "Ramlah",
    nik: "••••••••••••9911",
    kelurahan: "52.72.01.1005",
    layanan: "rusak",
    step: null,
    state: "done",
    badge: "none",
    updated_ms: NOW_MS - 190 * MINUTE_MS,
  }),
  summary("c4", {
    ...withNik,
    kode: "B0NE-4WXR",
    nama: "Abdul Haris bin Ahmad",
    nik: "••••••••••••9920",
    step: "mobile.cetak",
    state: "open",
    badge: "konflik",
    incidents: 1,
  }),
];

function said(id: string, value: string, minutesAgo = 40) {
  return { id, said: [{ value, op: `${id}@1`, by: siti(minutesAgo) }], conflict: false };
}

export function detail(change: Partial<CaseDetail> = {}): CaseDetail {
  return {
    id: "c1",
    kode: "7K3F-9QXM",
    channel: "mobile",
    layanan: "baru",
    visit: "v1",
    contact: null,
    person: {
      nama: "Siti Rahmah",
      nik: null,
      nik_official: false,
      no_kk: "5272031503199902",
      jenis_kelamin: "P",
      tanggal_lahir: "1990-03-15",
      umur: 36,
      kelurahan: "52.72.03.1004",
      kelurahan_nama: "Kolo",
      no_hp: "0812 0000 0000",
    },
    steps: STEPS.map(([id, no, , , seconds, text], index) => ({
      id,
      no,
      text,
      notes: index === 5 ? ["Alat perekaman disebut di SOP mobile, tidak di SOP baru."] : [],
      lane_label: "Operator Perekaman",
      seconds,
      completeness: [],
      outputs: [],
      status:
        (["skipped", "skipped", "done", "done", "waiting", "open", "blocked", "blocked"] as const)[index] ?? "open",
      reasons:
        index === 4
          ? [{ code: "nik_waiting" as const }]
          : index > 5
            ? [{ code: "step_before" as const, step: "mobile.nik_verifikasi" }]
            : [],
      started: null,
      ended: index === 2 || index === 3 ? siti(60 - index) : null,
      active_ms: index === 2 ? 45_000 : index === 3 ? 205_000 : null,
      approximate: false,
      also_running: 0,
      given_reason: null,
    })),
    next: "mobile.rekam",
    target_seconds: 1140,
    active_ms: 250_000,
    fields: {
      nama_lengkap: said("nama_lengkap", "Siti Rahmah"),
      jenis_kelamin: said("jenis_kelamin", "P"),
      tempat_lahir: said("tempat_lahir", "Bima"),
      tanggal_lahir: said("tanggal_lahir", "1990-03-15"),
      agama: said("agama", "siak/1/ISLAM"),
      status_kawin: said("status_kawin", "f101_2019/3/Kawin Belum Tercatat"),
      alamat: said("alamat", "Jl. Pelabuhan 4, RT 003 RW 001"),
      kelurahan: said("kelurahan", "52.72.03.1004"),
      nik_ibu: said("nik_ibu", "5272035505689903"),
    },
    requirements: [
      {
        id: "fotokopi_kk",
        label: "Fotokopi KK",
        label_en: "Copy of the family card",
        state: "present",
        note: null,
        by: siti(50),
        any_of: [],
        waiver: null,
      },
      {
        id: "surat_hilang",
        label: "Surat keterangan hilang dari kepolisian",
        label_en: "Police report of loss",
        state: "missing",
        note: "dibawa besok",
        by: siti(50),
        any_of: [],
        waiver: null,
      },
    ],
    captures: [
      {
        slot: "wajah",
        state: "captured",
        takes: [{ hash: "a1".repeat(32), size: 184_000, mime: "image/jpeg", quality: 82, by: siti(20) }],
        waiver: null,
        waived_by: null,
      },
      { slot: "jari_kiri_5", state: "waived", takes: [], waiver: "jari tidak ada", waived_by: siti(18) },
    ],
    captures_missing: ["iris_kanan", "iris_kiri"],
    facts: [
      {
        name: "recording_status",
        value: "BIO_CAPTURED",
        obtained: "extract",
        evidence: "ekstrak 22 Nov 2026",
        proven: true,
        by: by("", "Kantor", 900),
      },
    ],
    application: { state: "filed", filed: siti(55), reason: null, answered: null },
    gate: [
      { id: "identity", met: false, reasons: [{ code: "nik_waiting" }], mend: "kantor", released: false },
      { id: "age", met: true, reasons: [], mend: "operator", released: false },
      {
        id: "central_status",
        met: false,
        reasons: [{ code: "not_print_ready", status: "BIO_CAPTURED" }],
        mend: "pusat",
        released: false,
      },
    ],
    gate_open: false,
    print_debt: true,
    card: { state: "none", attempts: [] },
    handover: null,
    conflicts: [],
    incidents: [],
    unknown_acts: 0,
    history: [
      {
        key: "1@a",
        kind: "field",
        params: { field: "nama_lengkap", value: "Siti Rahmah", command: "case.open" },
        by: siti(62),
        proof: "not_signed",
      },
      {
        key: "a-1-0",
        kind: "step",
        params: { step: "mobile.minta_nik", outcome: "done" },
        by: siti(58),
        proof: "not_signed",
      },
      { key: "a-2-0", kind: "application", params: { form: "F-1.01" }, by: siti(55), proof: "not_signed" },
      {
        key: "a-3-0",
        kind: "waiver",
        params: { subject: "jari_kiri_5", reason: "jari tidak ada", effect: "given" },
        by: siti(18),
        proof: "proven",
      },
      { key: "a-4-0", kind: "note", params: { text: "Datang bersama ibunya." }, by: amir(12), proof: "not_signed" },
    ],
    closed: false,
    ...change,
  };
}

/** A case that two laptops filled differently, with an open incident. */
export function conflicted(): CaseDetail {
  const base = detail();
  return {
    ...base,
    id: "c2",
    kode: "M4TD-2H8W",
    layanan: "hilang",
    person: { ...base.person, nama: "Muhammad Fo'o", nik: "5272031208859901", nik_official: true, jenis_kelamin: "L" },
    application: null,
    conflicts: ["pekerjaan"],
    incidents: ["two_prints"],
    fields: {
      ...base.fields,
      pekerjaan: {
        id: "pekerjaan",
        conflict: true,
        said: [
          { value: "f101_2019/9/Petani/Pekebun", op: "17@aa", by: siti(30) },
          { value: "f101_2019/11/Nelayan/Perikanan", op: "17@bb", by: amir(26) },
        ],
      },
    },
    card: {
      state: "good",
      attempts: [
        {
          blanko: "B0012345",
          way: "printer",
          printer: "Fargo DTC",
          result: "print_failure",
          by: siti(9),
          outcome_by: siti(8),
          proven: true,
        },
        {
          blanko: "B0012346",
          way: "printer",
          printer: "Fargo DTC",
          result: "good",
          by: siti(7),
          outcome_by: siti(6),
          proven: true,
        },
      ],
    },
  };
}

export function caseView(of: CaseDetail = detail(), change: Partial<OfficeCaseView> = {}): OfficeCaseView {
  return {
    detail: of,
    kasus_lain: [],
    attachments: [
      {
        slot: "wajah",
        hash: "a1".repeat(32),
        size: 184_000,
        mime: "image/jpeg",
        quality: 82,
        received: 184_000,
        complete: true,
        received_ms: NOW_MS,
      },
      {
        slot: "tanda_tangan",
        hash: "b2".repeat(32),
        size: 22_000,
        mime: "image/png",
        quality: 0,
        received: 9_000,
        complete: false,
        received_ms: null,
      },
    ],
    nik_revealed: false,
    official: {},
    ...change,
  };
}

export const applications: ApplicationItem[] = [
  {
    case: summary("c1"),
    filed_by: siti(55),
    filed_ms: NOW_MS - 55 * MINUTE_MS,
    state: "filed",
    complete: false,
    missing: ["pekerjaan"],
  },
  {
    case: summary("c5", { kode: "TT7H-0PQA", nama: "Jubaidah" }),
    filed_by: amir(20),
    filed_ms: NOW_MS - 20 * MINUTE_MS,
    state: "filed",
    complete: true,
    missing: [],
  },
];

export const conflicts: ConflictItem[] = [
  {
    case: summaries[1] ?? summary("c2"),
    kind: "field",
    fields: ["pekerjaan"],
    incidents: [],
    since_ms: NOW_MS - 26 * MINUTE_MS,
    device: null,
    code: null,
  },
  {
    case: summaries[3] ?? summary("c4"),
    kind: "incident",
    fields: [],
    incidents: ["two_prints"],
    since_ms: NOW_MS - 6 * MINUTE_MS,
    device: null,
    code: null,
  },
];

function device(id: string, nama: string, change: Partial<DeviceItem> = {}): DeviceItem {
  return {
    id,
    nama,
    status: "active",
    enrolled_ms: NOW_MS - 30 * 24 * 60 * MINUTE_MS,
    last_contact_ms: NOW_MS - 6 * MINUTE_MS,
    waiting: 0,
    attachments_missing: 0,
    version: "0.1.0",
    refused: 0,
    visit: "v1",
    acked_seq: 412,
    notice: null,
    ...change,
  };
}

export const devices: DeviceItem[] = [
  device("d1", "Laptop 1"),
  device("d2", "Laptop 2", { waiting: 12, attachments_missing: 31, last_contact_ms: NOW_MS - 130 * MINUTE_MS }),
  device("d3", "Laptop 3", {
    notice: { what: "clock_offset", number: -157_680_000_000 },
    last_contact_ms: NOW_MS - 3 * 24 * 60 * MINUTE_MS,
    waiting: null,
    refused: 1,
  }),
  device("d4", "Laptop cadangan", { last_contact_ms: null, waiting: null, version: null }),
];

export const visits: OfficeVisit[] = [
  {
    id: "v1",
    kelurahan: "52.72.03.1004",
    kelurahan_nama: "Kolo",
    tanggal: "2026-11-23",
    tempat: "Aula Kantor Kelurahan Kolo",
    jam: "08.00–15.00",
    kontak_nama: "Siti Rahmawati",
    kontak_hp: "0812 0000 0001",
    contacts: 38,
    cases: 24,
    done: 11,
    residents: 3240,
    team: ["d1", "d2"],
  },
  {
    id: "v2",
    kelurahan: "52.72.01.1005",
    kelurahan_nama: "Paruga",
    tanggal: "2026-11-25",
    tempat: "SDN 12 Paruga",
    jam: "08.00–14.00",
    kontak_nama: "Amiruddin",
    kontak_hp: "0812 0000 0002",
    contacts: 7,
    cases: 0,
    done: 0,
    residents: 5120,
    team: null,
  },
];

const COUNTS = [0, 0, 2, 1, 6, 4, 9, 2];
const stepCounts: StepCount[] = STEPS.map(([step, no, short, short_en], index) => ({
  step,
  no,
  short,
  short_en,
  count: COUNTS[index] ?? 0,
  oldest_ms: (COUNTS[index] ?? 0) > 0 ? NOW_MS - (index * 17 + 5) * MINUTE_MS : null,
  waiting: index === 4 ? 4 : index === 6 ? 7 : 0,
  returned: index === 4 ? 1 : 0,
}));

const times: StepTime[] = STEPS.map(([step, no, short, short_en, seconds], index) => {
  const recent =
    index < 2
      ? []
      : Array.from({ length: 18 }, (_, n) => Math.round((seconds ?? 60) * (0.6 + ((n * 7 + index) % 11) / 14)));
  return {
    step,
    no,
    short,
    short_en,
    seconds,
    median_seconds: recent.length === 0 ? null : (recent.toSorted((a, b) => a - b)[9] ?? null),
    count: recent.length,
    recent,
  };
});

export const overview: OverviewView = {
  now_ms: NOW_MS,
  today: "2026-11-23",
  counts: { applications: 2, conflicts: 2, cases: 24, visits: 2, devices: 4 },
  devices,
  steps: stepCounts,
  kelurahan: [
    {
      code: "52.72.03.1004",
      nama: "Kolo",
      kecamatan: "Asakota",
      residents: 2410,
      recorded: 2012,
      cases: 24,
      debts: 9,
      last_visit: null,
      next_visit: "2026-11-23",
    },
    {
      code: "52.72.01.1005",
      nama: "Paruga",
      kecamatan: "Rasanae Barat",
      residents: 4010,
      recorded: 3811,
      cases: 0,
      debts: 2,
      last_visit: "2026-10-02",
      next_visit: "2026-11-25",
    },
    {
      code: "52.72.01.1002",
      nama: "Tanjung",
      kecamatan: "Rasanae Barat",
      residents: 0,
      recorded: 0,
      cases: 0,
      debts: 0,
      last_visit: null,
      next_visit: null,
    },
  ],
  times,
  served_today: 11,
  cards_today: 8,
  debts: 11,
  lookup_alarms: [{ device: "Laptop 2", oleh: "Siti Rahmawati", at_ms: NOW_MS - 1_800_000, number: 60 }],
};
