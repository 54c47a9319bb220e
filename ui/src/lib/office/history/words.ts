/** Words of this place, Indonesian first. */
import { words, type Pair } from "../../shared/i18n.svelte";

export const w = words({
  field: ["{field} diisi", "{field} filled"],
  fields: ["{n} isian disimpan", "{n} fields saved"],
  fieldCleared: ["{field} dikosongkan", "{field} cleared"],
  note: ["Catatan", "Note"],
  attachment: ["{slot}: berkas ditambahkan", "{slot}: file added"],
  requirementPresent: ["Syarat ada: {name}", "Requirement there: {name}"],
  requirementMissing: ["Syarat belum ada: {name}", "Requirement missing: {name}"],
  fact: ["{name}: {value}", "{name}: {value}"],
  print_intent: ["Cetak dimulai, blanko {blanko}", "Print begun, blanko {blanko}"],
  print_spooled: ["Dikirim ke printer", "Sent to the printer"],
  print_outcome: ["Hasil cetak: {result}", "Print outcome: {result}"],
  release: ["Gerbang dilepas: {gate}", "Gate released: {gate}"],
  waiver: ["Dikecualikan: {subject}", "Waived: {subject}"],
  releaseWithdrawn: ["Pelepasan gerbang dicabut: {gate}", "Release withdrawn: {gate}"],
  waiverWithdrawn: ["Pengecualian dicabut: {subject}", "Waiver withdrawn: {subject}"],
  contact: ["Kontak dicatat", "Contact logged"],
  incidentSettled: ["Kejadian diselesaikan: {incident}", "Incident settled: {incident}"],
  answer: ["Isian berbeda diputuskan: {field}", "Differing values decided: {field}"],
  handover: ["Kartu diserahkan, blanko {blanko}", "Card handed over, blanko {blanko}"],
  application: ["Permohonan NIK diajukan", "NIK application filed"],
  applicationGranted: ["Permohonan NIK dijawab: NIK terbit", "NIK application answered: NIK issued"],
  applicationRefused: ["Permohonan NIK ditolak", "NIK application refused"],
  link: ["Dikaitkan dengan kasus lain", "Linked to another case"],
  unknown: ["Tindakan dari versi yang lebih baru", "Act of a newer version"],
  signed: ["ditandatangani", "signed"],
  unsigned: ["tanda tangan tidak terbukti", "signature not proven"],
  reason: ["Alasan: {text}", "Reason: {text}"],
});

export const stepWords: Record<string, Pair> = {
  started: ["{step}: dimulai", "{step}: started"],
  done: ["{step}: selesai", "{step}: done"],
  skipped: ["{step}: dilewati", "{step}: skipped"],
  returned: ["{step}: dikembalikan ke pemohon", "{step}: returned to the applicant"],
};
