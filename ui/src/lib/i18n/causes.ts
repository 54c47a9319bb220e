/** The words for the cause that a printer, a device or a refused value gives (`what`). */
import type { Problem } from "../ipc/generated/Problem";
import { locale, type Pair } from "../shared/i18n.svelte";
import { labels } from "./labels.svelte";

const PRINTER: Record<string, Pair> = {
  ribbon_low: ["pita hampir habis", "ribbon low"],
  ribbon_empty: ["pita habis", "ribbon empty"],
  media_low: ["kartu atau kertas hampir habis", "cards or paper low"],
  media_empty: ["kartu atau kertas di pencetak habis", "no card or paper in the printer"],
  media_needed: ["pencetak menunggu kartu atau kertas", "the printer waits for a card or paper"],
  media: ["ukuran kartu atau kertas tidak cocok", "wrong card or paper size"],
  jam: ["macet", "jammed"],
  cover_open: ["tutup terbuka", "cover open"],
  output_full: ["baki keluar penuh", "output tray full"],
  paused: ["dijeda", "paused"],
  offline: ["dimatikan atau luring", "switched off or offline"],
  unreachable: ["kabel atau daya terputus", "cable or power is off"],
  not_ready: ["belum siap", "not ready"],
  wrong_printer: ["ini bukan pencetak yang dipilih", "this is not the chosen printer"],
  format: ["jenis berkas tidak didukung", "format not supported"],
  refused: ["pencetak menolak", "refused by the printer"],
  disk: ["ruang penyimpanan penuh atau terkunci", "no space or no right to write"],
  bad_address: ["alamat pencetak salah", "wrong printer address"],
  no_tls: ["sambungan aman tidak tersedia", "no secure connection"],
  no_such_job: ["pencetak tidak mengenal pekerjaan ini", "the printer does not know this job"],
  none: [
    "belum ada pencetak pada laptop ini; tambahkan di Pengaturan",
    "this laptop has no printer yet; add one in Settings",
  ],
  other: ["perlu diperiksa", "needs a look"],
};

const DEVICE: Record<string, Pair> = {
  not_connected: ["alat belum tersambung", "not connected"],
  busy: ["alat sedang dipakai", "busy"],
  timeout: ["alat terlalu lama menjawab", "took too long"],
  poor_contact: ["kurang menempel; bersihkan dan tekan lagi", "poor contact; wipe and press again"],
  not_supported: ["alat ini tidak merekam bagian itu", "this device cannot record that part"],
  not_trusted: ["alat ini tidak terdaftar", "this device is not registered"],
  faulty: ["alat rusak", "faulty"],
  bad_answer: ["jawaban alat tidak terbaca", "unreadable answer"],
};

const STICK: Record<string, Pair> = {
  folder: ["folder itu tidak ada", "there is no such folder"],
  full: ["ruang USB habis", "the stick is full"],
  locked: ["USB terkunci untuk ditulis", "the stick is write-protected"],
  gone: ["USB atau berkasnya sudah dicabut", "the stick or the file is gone"],
  faulty: ["USB rusak atau tercabut", "the stick is faulty or was pulled out"],
  no_key: ["laptop belum mendapat kunci USB kantor; hubungkan sekali ke kantor", "no key of the office for sticks yet"],
  not_ours: ["berkas ini bukan tanda terima", "this file is no receipt"],
  other_office: ["tanda terima ini dari kantor lain", "this receipt is of another office"],
  other_kit: ["tanda terima ini untuk laptop lain", "this receipt is for another laptop"],
  old: [
    "tanda terima ini dari sebelum kantor dipulihkan; minta yang baru",
    "this receipt is from before the office was restored",
  ],
  fork: [
    "catatan laptop ini tidak cocok dengan catatan kantor; hubungi kantor",
    "this laptop's log does not fit the office's",
  ],
};

const VALUE: Record<string, Pair> = {
  not_in_stock: ["nomor ini tidak ada dalam persediaan laptop", "this number is not in the laptop's stock"],
  used: ["nomor ini sudah dipakai", "this number was used"],
  used_elsewhere: [
    "nomor ini sudah dipakai kasus lain; ambil blanko lain dan periksa nomor pada kartu",
    "another case used this number; take another blanko and check the number on the card",
  ],
  address: ["alamatnya tidak benar", "not a valid address"],
  form: ["bentuknya tidak benar", "not the right form"],
  folder: [
    "kartu dan slip tidak boleh disimpan sebagai berkas; masukkan alamat pencetak",
    "cards and slips must not be kept as files; enter the address of a printer",
  ],
  size: ["terlalu besar", "too large"],
  full: ["kasus ini sudah terlalu besar", "this case has grown too large"],
};

/** Names of what a person typed that are no field of a form. */
const TYPED: Record<string, Pair> = {
  blanko: ["Nomor seri blanko", "Blanko serial"],
  first: ["Nomor pertama", "First serial"],
  count: ["Jumlah", "Count"],
  uri: ["Alamat pencetak", "Printer address"],
  office_url: ["Alamat kantor", "Office address"],
  tanggal: ["Tanggal", "Date"],
  layanan: ["Layanan", "Service"],
};

/** What is wrong with a printer, by its code. */
export function printerCause(code: string): string {
  return locale.pick(PRINTER[code] ?? (PRINTER.other as Pair));
}

/** The cause of a problem in words; empty where the sentence says it all. */
export function causeText(problem: Problem): string {
  const { what, field } = problem.params;
  if (problem.code === "printer") return what ? printerCause(what) : "";
  if (problem.code === "device") return pick(DEVICE, what);
  if (problem.code === "stick") return pick(STICK, what);
  if (problem.code !== "invalid") return "";
  const name = field === undefined ? "" : pick(TYPED, field) || labels.field(field);
  return [name, pick(VALUE, what)].filter(Boolean).join(": ");
}

function pick(words: Record<string, Pair>, code: string | undefined): string {
  const pair = words[code ?? ""];
  return pair ? locale.pick(pair) : "";
}
