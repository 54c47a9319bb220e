/** Words of this place, Indonesian first. */
import { words } from "../../shared/i18n.svelte";

export const w = words({
  title: ["Permohonan NIK", "NIK applications"],
  lead: [
    "Ajukan NIK di SIAK dari data ini, lalu ketik NIK yang diterbitkan SIAK.",
    "Apply in SIAK with these data, then type the NIK that SIAK issued.",
  ],
  list: ["Daftar permohonan", "List of applications"],
  empty: ["Tidak ada permohonan yang menunggu.", "No application is waiting."],
  emptyHelp: [
    "Permohonan F-1.01 dari lapangan tampak di sini setelah laptop mengirim.",
    "F-1.01 applications from the field appear here once a laptop has sent them.",
  ],
  choose: ["Pilih satu permohonan di kiri.", "Choose an application on the left."],
  waiting: ["menunggu {since}", "waiting {since}"],
  incomplete: ["{n} hal belum lengkap", "{n} things are missing"],
  form: ["Data F-1.01", "F-1.01 data"],
  answer: ["Jawaban", "Answer"],
  nik: ["NIK yang diterbitkan SIAK", "NIK issued by SIAK"],
  nikHint: ["16 angka. Program tidak pernah membuat NIK.", "16 digits. The program never makes up a NIK."],
  evidence: ["Nomor atau tanggal di SIAK (tidak wajib)", "Number or date in SIAK (optional)"],
  grant: ["Simpan NIK", "Save the NIK"],
  refuse: ["Tolak permohonan…", "Refuse the application…"],
  refuseTitle: ["Tolak permohonan NIK", "Refuse the NIK application"],
  refuseLead: [
    "Alasan ini dibaca petugas lapangan dan pemohon.",
    "The field officer and the applicant read this reason.",
  ],
  refuseSave: ["Tolak", "Refuse"],
  granted: [
    "NIK untuk kasus {kode} tersimpan. Laptop menerimanya saat tersambung.",
    "The NIK of case {kode} is saved. The laptop gets it when it connects.",
  ],
  refusedDone: [
    "Permohonan kasus {kode} ditolak. Alasan dikirim ke laptop.",
    "The application of case {kode} is refused. The reason goes to the laptop.",
  ],
  openCase: ["Buka kasus lengkap", "Open the whole case"],
  checkOk: ["Susunan NIK benar.", "The NIK is well formed."],
  checkWarn: ["Periksa lagi:", "Check again:"],
  checkReject: ["Bukan NIK yang benar:", "Not a valid NIK:"],
  issuedAt: ["Diterbitkan di {region}", "Issued in {region}"],
});
