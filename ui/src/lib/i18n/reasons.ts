/** The words for every reason of the SOP engine and every condition of the print gate. A reason without words does not compile. */
import type { Reason } from "../ipc/generated/Reason";
import { dateLong } from "../shared/format";
import { fill, locale, type Pair } from "../shared/i18n.svelte";
import { slotText } from "./slots";
import { centralText } from "./status";

/** Names that the SOP data owns. */
export interface Names {
  step(id: string): string;
  requirement(id: string): string;
  field(id: string): string;
  lane(id: string): string;
}

const WORDS: Record<Reason["code"], Pair> = {
  step_before: ["Langkah {step} harus selesai dulu.", "Step {step} must end first."],
  contested: [
    "Langkah {step} diakhiri berbeda oleh dua petugas. Putuskan bersama.",
    "Two officers ended step {step} differently. Settle it together.",
  ],
  requirements_missing: ["Syarat belum ada: {list}.", "Documents missing: {list}."],
  fields_empty: ["Belum diisi: {list}.", "Still empty: {list}."],
  nik_not_asked: ["NIK pemohon belum ditanyakan.", "The applicant's NIK has not been asked."],
  nik_not_applied: [
    "Pemohon belum ber-NIK dan permohonan NIK belum diajukan.",
    "The applicant has no NIK and no application is filed.",
  ],
  nik_waiting: ["Menunggu NIK dari kantor.", "Waiting for the NIK from the office."],
  nik_refused: [
    "Permohonan NIK ditolak kantor. Alasannya ada di riwayat.",
    "The office refused the NIK application. The reason is in the history.",
  ],
  nik_known: ["Pemohon sudah ber-NIK.", "The applicant already has a NIK."],
  nik_not_verified: [
    "NIK baru disebut pemohon; belum cocok dengan data kantor.",
    "The NIK is only stated; not yet confirmed by the register.",
  ],
  too_young_to_record: [
    "Umur {umur} tahun. Perekaman mulai 16 tahun, atau sudah kawin.",
    "Aged {umur}. Recorded from 16, or once married.",
  ],
  too_young_to_print: ["Umur {umur} tahun. Kartu dicetak mulai {from}.", "Aged {umur}. The card prints from {from}."],
  birth_date_unknown: ["Tanggal lahir belum diketahui.", "The birth date is not known."],
  already_recorded: ["Sudah pernah direkam; tidak direkam ulang.", "Already recorded; not recorded again."],
  service_does_not_record: ["Layanan ini memakai rekaman yang sudah ada.", "This service uses the existing recording."],
  captures_missing: ["Belum direkam: {list}.", "Not yet recorded: {list}."],
  two_takes: [
    "Dua laptop sama-sama merekam: {list}. Pilih salah satu.",
    "Two laptops both recorded: {list}. Pick one.",
  ],
  not_print_ready: [
    "Menurut data pusat terakhir: {status}. Kartu belum boleh dicetak.",
    "By the latest central data: {status}. The card may not be printed yet.",
  ],
  status_too_old: [
    "Status dari kantor sudah {days} hari (batas {limit} hari). Kirim dulu agar diperbarui.",
    "The office's status is {days} days old (limit {limit}). Sync to renew it.",
  ],
  status_not_from_office: [
    "Status cetak harus datang dari kantor, bukan diketik di laptop.",
    "The print status must come from the office, not be typed here.",
  ],
  printed_conflict: [
    "Isian berbeda antar laptop: {list}. Pilih dulu yang benar.",
    "Values differ between laptops: {list}. Choose the right one first.",
  ],
  incident: ["Ada kejadian yang belum selesai: {incident}.", "An incident is open: {incident}."],
  needs_newer_version: [
    "Sebagian data ditulis versi program yang lebih baru. Perbarui laptop ini.",
    "Part of the data was written by a newer version. Update this laptop.",
  ],
  no_card_photo: ["Belum ada foto untuk kartu.", "There is no photo for the card."],
  look_at_printer: [
    "Pencetakan belum dipastikan. Lihat pencetak, lalu catat hasilnya.",
    "A print is not settled. Look at the printer and record what came out.",
  ],
  card_printed: ["Kartu sudah tercetak dan siap diserahkan.", "The card is printed and ready to hand over."],
  no_card: ["Belum ada kartu yang baik untuk diserahkan.", "There is no good card to hand over."],
  old_card_not_withdrawn: ["KTP-el lama harus ditarik dulu.", "The old card must be withdrawn first."],
  handed_over: ["Kartu sudah diserahkan.", "The card has been handed over."],
  not_your_role: ["Ini tugas {lane}.", "This is for {lane}."],
  no_procedure: [
    "Layanan ini tidak punya SOP loket; hanya layanan keliling.",
    "The desk has no procedure for this service; mobile only.",
  ],
  walk_in: ["Datang langsung, tanpa menghubungi lebih dulu.", "Walked in without contacting first."],
  waived: ["Dibebaskan dengan alasan.", "Waived with a reason."],
  not_skippable: [
    "Langkah {step} tidak boleh dilewati untuk pemohon ini.",
    "Step {step} may not be skipped for this applicant.",
  ],
  not_returnable: [
    "SOP tidak mengenal pengembalian dari langkah {step}.",
    "The procedure knows no way back from step {step}.",
  ],
  unknown_step: ["Langkah ini tidak ada dalam SOP layanan ini.", "The procedure of this case has no such step."],
};

const INCIDENTS: Record<string, Pair> = {
  two_prints: ["dua kartu tercetak untuk satu kasus", "two cards were printed for one case"],
  two_handovers: ["dua kali penyerahan", "two handovers"],
  facts_differ: ["jawaban kantor berbeda-beda", "answers of the office differ"],
  act_key_used_twice: ["catatan ganda dari satu laptop", "one record used twice"],
};

/** An incident in words; `facts_differ/<name>` is one kind. */
export function incidentText(incident: string): string {
  const pair = INCIDENTS[incident.split("/")[0] ?? ""];
  return pair ? locale.pick(pair) : incident;
}

/** The sentence for one reason. */
export function reasonText(reason: Reason, names: Names): string {
  return fill(locale.pick(WORDS[reason.code]), values(reason, names));
}

function values(reason: Reason, names: Names): Record<string, string | number> {
  switch (reason.code) {
    case "step_before":
    case "contested":
    case "waived":
    case "not_skippable":
    case "not_returnable":
    case "unknown_step":
      return { step: names.step(reason.step) };
    case "requirements_missing":
      return { list: reason.requirements.map(names.requirement).join(", ") };
    case "fields_empty":
    case "printed_conflict":
      return { list: reason.fields.map(names.field).join(", ") };
    case "captures_missing":
    case "two_takes":
      return { list: reason.slots.map(slotText).join(", ") };
    case "too_young_to_record":
      return { umur: reason.umur };
    case "too_young_to_print":
      return { umur: reason.umur, from: dateLong(reason.from) };
    case "not_print_ready":
      return { status: centralText(reason.status) };
    case "status_too_old":
      return { days: reason.days, limit: reason.limit };
    case "incident":
      return { incident: incidentText(reason.incident) };
    case "not_your_role":
      return { lane: names.lane(reason.lane) };
    default:
      return {};
  }
}

const CONDITIONS: Record<string, Pair> = {
  identity: ["NIK resmi", "Official NIK"],
  age: ["Umur", "Age"],
  central_status: ["Status pusat", "Central status"],
  data: ["Data dan syarat", "Data and documents"],
  photo: ["Foto kartu", "Card photo"],
  conflicts: ["Isian sama di semua laptop", "Values agree on all laptops"],
  incidents: ["Tidak ada kejadian", "No incident"],
  version: ["Versi program", "Program version"],
  card: ["Kartu", "Card"],
  steps: ["Langkah sebelumnya", "Earlier steps"],
};

/** Title of a condition of the print gate. */
export function conditionText(id: string): string {
  const pair = CONDITIONS[id];
  return pair ? locale.pick(pair) : id;
}

const MENDERS: Record<string, Pair> = {
  operator: ["Bisa dibereskan di sini", "Can be mended here"],
  kantor: ["Dibereskan kantor", "The office mends it"],
  pusat: ["Menunggu data pusat", "Waits for the centre"],
  pemohon: ["Dibereskan pemohon", "The applicant mends it"],
};

/** Who can mend a condition. */
export function menderText(mend: string): string {
  const pair = MENDERS[mend];
  return pair ? locale.pick(pair) : mend;
}
