/** Words of this place, Indonesian first. */
import { words, type Pair } from "../../shared/i18n.svelte";

export const w = words({
  steps: ["Langkah SOP", "Steps of the SOP"],
  birth: ["Lahir", "Born"],
  age: ["{n} th", "{n} y"],
  noKk: ["Nomor KK", "Family card no."],
  phone: ["No. HP", "Phone"],
  reveal: ["Tampilkan NIK dan No. KK", "Show NIK and family card no."],
  revealed: ["NIK ditampilkan. Pembacaan ini tercatat.", "The NIK is shown. This reading is logged."],
  revealWhy: ["Pembacaan NIK lengkap dicatat atas nama Anda.", "Reading a full NIK is logged under your name."],
  official: ["resmi", "official"],
  stated: ["baru disebut pemohon", "only stated by the applicant"],
  facts: ["Isian dan data resmi", "Stated and official data"],
  factsLead: ["Yang diisi di lapangan di sebelah yang resmi.", "What was filled in the field beside what is official."],
  field: ["Isian", "Field"],
  saidValue: ["Diisi di lapangan", "Filled in the field"],
  officialValue: ["Data resmi", "Official"],
  siak: ["Fakta dari SIAK dan pusat", "Facts from SIAK and the centre"],
  siakEmpty: ["Belum ada fakta dari SIAK.", "No fact from SIAK yet."],
  evidence: ["Bukti", "Evidence"],
  provenFact: ["terbukti dari kantor", "proven by the office"],
  approximate: ["(kira-kira: dua laptop)", "(approximate: two laptops)"],
  differ: ["berbeda", "differs"],
  met: ["terpenuhi", "holds"],
  notMet: ["belum", "not yet"],
  unproven: ["tanda tangan tidak terbukti", "signature not proven"],
  requirements: ["Syarat", "Requirements"],
  requirementsEmpty: ["Layanan ini tidak menuntut syarat.", "This service asks for no documents."],
  attachments: ["Lampiran tersegel", "Sealed attachments"],
  attachmentsLead: [
    "Isi hanya dapat dibuka di komputer arsip. Di sini: apa yang sudah sampai.",
    "Only the archive workstation can open them. Here: what has arrived.",
  ],
  attachmentsEmpty: ["Belum ada lampiran.", "No attachment yet."],
  slot: ["Bagian", "Part"],
  size: ["Ukuran", "Size"],
  quality: ["Mutu", "Quality"],
  arrived: ["Sampai", "Arrived"],
  complete: ["lengkap", "complete"],
  partly: ["{percent} sampai", "{percent} arrived"],
  notYet: ["belum sampai", "not arrived"],
  hash: ["Sidik SHA-256", "SHA-256"],
  download: ["Unduh berkas tersegel", "Download the sealed file"],
  waived: ["dikecualikan: {reason}", "waived: {reason}"],
  missingSlots: ["{n} bagian perekaman belum ada", "{n} parts of the recording are missing"],
  gate: ["Gerbang cetak", "Print gate"],
  gateOpen: ["Semua syarat cetak terpenuhi.", "All conditions for printing hold."],
  gateShut: ["Kartu belum boleh dicetak.", "The card may not be printed yet."],
  released: ["dibuka dengan pelepasan", "opened by a release"],
  card: ["Kartu", "Card"],
  noResult: ["hasil belum dicatat", "outcome not recorded"],
  handover: ["Penyerahan", "Handover"],
  history: ["Riwayat", "History"],
  historyEmpty: ["Belum ada riwayat.", "No history yet."],
  others: ["Kasus lain dengan NIK yang sama", "Other cases with the same NIK"],
  note: ["Tambah catatan", "Add a note"],
  noteSave: ["Simpan catatan", "Save the note"],
  statusTitle: ["Catat status perekaman dari SIAK", "Record the recording status from SIAK"],
  statusLead: [
    "Ketik apa yang tertulis di SIAK. Tercatat atas nama Anda dan ditandatangani.",
    "Type what SIAK shows. It is recorded and signed under your name.",
  ],
  status: ["Status di SIAK", "Status in SIAK"],
  statusChoose: ["Pilih status", "Choose a status"],
  statusEvidence: [
    "Dilihat di mana (misalnya layar SIAK, tanggal dan jam)",
    "Where it was seen (for example SIAK screen, date and time)",
  ],
  statusSave: ["Catat status", "Record the status"],
  releaseTitle: ["Lepaskan gerbang", "Release a gate"],
  releaseLead: [
    "Keputusan tertulis yang membuka satu gerbang untuk kasus ini saja. Tercatat dan ditandatangani atas nama Anda.",
    "A written decision that opens one gate for this case only. Recorded and signed under your name.",
  ],
  releaseGate: ["Gerbang", "Gate"],
  reason: ["Alasan", "Reason"],
  releaseSave: ["Lepaskan", "Release"],
  conflictTitle: ["{field}: dua isian berbeda", "{field}: two different values"],
  conflictLead: [
    "Dua laptop mengisi berbeda saat tidak tersambung. Pilih yang benar. Yang lain tetap ada di riwayat.",
    "Two laptops filled it differently while offline. Choose the right one. The other stays in the history.",
  ],
  conflictSave: ["Pakai yang dipilih", "Use the chosen value"],
  cleared: ["(dikosongkan)", "(cleared)"],
  emptyValue: ["belum diisi", "not filled"],
  done: ["Tersimpan.", "Saved."],
  application: ["Permohonan NIK", "NIK application"],
  filedBy: ["diajukan {nama}, {when}", "filed by {nama}, {when}"],
  target: ["{done} dari {target} waktu baku", "{done} of {target} standard time"],
  incidents: ["Kejadian", "Incidents"],
  incidentHelp: [
    "Sampai selesai diperiksa, kartu tidak dapat dicetak.",
    "Until they are examined the card cannot be printed.",
  ],
  settleHow: ["Apa yang diperiksa dan diputuskan", "What was examined and decided"],
  settle: ["Nyatakan selesai", "Declare settled"],
  unknownActs: [
    "{n} tindakan dibuat versi program yang lebih baru dan belum dapat dibaca di sini.",
    "{n} acts were made by a newer version of the program and cannot be read here.",
  ],
  mayNot: ["Peran Anda hanya boleh melihat.", "Your role may only look."],
  yes: ["ya", "yes"],
  no: ["tidak", "no"],
});

export const mendWords: Record<string, Pair> = {
  operator: ["dibereskan operator di lapangan", "the operator in the field can mend it"],
  kantor: ["dibereskan kantor", "the office can mend it"],
  pusat: ["menunggu pusat", "waits for the centre"],
  pemohon: ["dibereskan pemohon", "the applicant can mend it"],
};

export const cardStateWords: Record<string, Pair> = {
  none: ["Belum dicetak", "Not printed"],
  intended: ["Blanko diambil, belum dicetak", "Blanko taken, not printed"],
  spooled: ["Dikirim ke printer: hasilnya belum dicatat", "Sent to the printer: outcome not recorded"],
  good: ["Tercetak baik", "Printed well"],
  spoiled: ["Cetakan terakhir gagal", "The last print failed"],
};

export const resultWords: Record<string, Pair> = {
  good: ["Baik", "Good"],
  encode_failure: ["Gagal encode", "Encode failure"],
  print_failure: ["Gagal cetak", "Print failure"],
  damaged: ["Rusak", "Damaged"],
};

export const wayWords: Record<string, Pair> = {
  printer: ["printer laptop", "printer of the laptop"],
  siak: ["dicetak lewat SIAK", "printed through SIAK"],
};

export const handoverToWords: Record<string, Pair> = {
  pemohon: ["diterima pemohon", "received by the applicant"],
  keluarga: ["diterima keluarga", "received by the family"],
  kuasa: ["diterima kuasa", "received by proxy"],
};

export const gatesWords: Record<string, Pair> = {
  prr: ["Cetak sebelum siap cetak (PRR)", "Print before print ready (PRR)"],
  rekam_ulang: ["Rekam ulang penduduk yang sudah direkam", "Record a resident who is recorded already"],
};

export const applicationStateWords: Record<string, Pair> = {
  filed: ["diajukan, menunggu jawaban", "filed, waits for an answer"],
  refused: ["ditolak", "refused"],
  granted: ["NIK terbit", "NIK issued"],
};

export const obtainedWords: Record<string, Pair> = {
  extract: ["data kunjungan", "visit data"],
  typed: ["diketik petugas", "typed by an officer"],
  import: ["impor SIAK", "SIAK import"],
  gateway: ["gerbang SIAK", "SIAK gateway"],
};

export const factNameWords: Record<string, Pair> = {
  nik: ["NIK", "NIK"],
  recording_status: ["Status perekaman", "Recording status"],
  card_before: ["Kartu pernah terbit", "Card issued before"],
};

export const requirementStateWords: Record<string, Pair> = {
  unchecked: ["belum diperiksa", "not checked"],
  present: ["ada", "there"],
  missing: ["belum ada", "missing"],
  contested: ["dua jawaban berbeda", "two different answers"],
};
