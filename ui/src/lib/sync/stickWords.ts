import { number } from "../shared/format";
import { locale, words, type Pair } from "../shared/i18n.svelte";

export const w = words({
  title: ["Titip lewat USB ke laptop lain", "Hand over by USB to another laptop"],
  text: [
    "Bila jaringan desa mati: laptop lain satu tim meneruskan pekerjaan ini. Hanya laptop yang dipilih yang dapat membukanya. Foto dan rekaman lain tetap di sini.",
    "When the village's network is down: another laptop of the team goes on with this work. Only the chosen laptop can open it. Photos and other recordings stay here.",
  ],
  to: ["Laptop penerima", "Laptop that takes it"],
  give: ["Simpan titipan", "Save for that laptop"],
  noLaptops: [
    "Belum ada laptop lain yang dikenal. Hubungkan laptop ini sekali ke kantor.",
    "No other laptop is known yet. Connect this laptop to the office once.",
  ],
  noStick: ["Colokkan USB, atau ketik foldernya di atas.", "Plug in a stick, or type its folder above."],
  given: ["Titipan untuk {nama} tersimpan", "Saved for {nama}"],
  givenFile: ["{name}, {size}.", "{name}, {size}."],
  givenNext: [
    "Cabut USB, colokkan ke {nama}, lalu buka Kirim di sana. Di laptop ini semua tetap tercatat belum terkirim sampai kantor menerimanya.",
    "Pull the stick out, plug it into {nama} and open Send there. On this laptop everything stays as not sent until the office has it.",
  ],
  bundles: ["Titipan di USB", "Handed over on the stick"],
  take: ["Ambil titipan {nama}", "Take what {nama} gave"],
  takeAt: ["disimpan {at}", "saved {at}"],
  unknown: ["laptop yang belum dikenal", "a laptop not known yet"],
  taken: ["Titipan {nama} sudah masuk", "The work of {nama} is here"],
  takenCounts: ["{entries} catatan baru, {cases} kasus berubah.", "{entries} new records, {cases} cases changed."],
  takenNothing: [
    "Semua isinya sudah ada di laptop ini. Tidak ada yang berubah.",
    "Everything in it was here already. Nothing changed.",
  ],
  takenNext: [
    "Teruskan di papan. {nama} tetap membawa pekerjaannya sendiri ke kantor.",
    "Go on at the board. {nama} still brings its own work to the office.",
  ],
  part: ["Sebagian titipan {nama} sudah masuk", "A part of {nama}'s work is here"],
  partNext: [
    "Berkas terpotong atau rusak di {n} tempat. Yang utuh sudah masuk dan aman. Minta {nama} menyimpan titipan sekali lagi, lalu ambil lagi.",
    "The file is cut or damaged in {n} places. What is whole was taken and is safe. Ask {nama} to save it once more, then take it again.",
  ],
  cutNext: [
    "Berkas terpotong. Yang utuh sudah masuk dan aman. Minta {nama} menyimpan titipan sekali lagi, lalu ambil lagi.",
    "The file is cut off. What is whole was taken and is safe. Ask {nama} to save it once more, then take it again.",
  ],
  left: [
    "Belum lengkap dari: {names}. Yang kurang datang dari kantor atau dari laptop itu sendiri.",
    "Not complete from: {names}. The rest comes from the office or from that laptop itself.",
  ],
});

/** Why a file of another laptop is not taken, as the kit says it (`what`). */
const CAUSES: Record<string, Pair> = {
  file_not_ours: [
    "Berkas ini bukan titipan laptop. Tidak ada yang diambil. Pilih berkas yang berakhiran .ktpl.",
    "This file is not from a laptop. Nothing was taken. Choose the file that ends in .ktpl.",
  ],
  file_for_office: [
    "Berkas ini untuk kantor. Tidak ada yang diambil; bawa USB ini ke kantor.",
    "This file is for the office. Nothing was taken; take this stick to the office.",
  ],
  file_later: [
    "Berkas ini dari program yang lebih baru. Tidak ada yang diambil. Perbarui program laptop ini.",
    "This file is of a newer program. Nothing was taken. Update the program of this laptop.",
  ],
  file_damaged: [
    "Berkas ini rusak dari awal. Tidak ada yang diambil dan tidak ada yang hilang. Minta laptop pengirim menyimpan titipan lagi.",
    "This file is damaged from its beginning. Nothing was taken and nothing is lost. Ask the other laptop to save it again.",
  ],
  file_other_office: [
    "Titipan ini dari laptop kantor lain. Tidak ada yang diambil.",
    "This is from a laptop of another office. Nothing was taken.",
  ],
  file_own: ["Titipan ini dari laptop ini sendiri.", "This laptop wrote this file itself."],
  file_other_laptop: [
    "Titipan ini untuk laptop lain. Tidak ada yang diambil. Colokkan USB ke laptop itu, atau minta titipan untuk laptop ini.",
    "This is for another laptop. Nothing was taken. Plug the stick into that laptop, or ask for a file for this one.",
  ],
  file_revoked: [
    "Laptop pengirim sudah dicabut oleh kantor. Tidak ada yang diambil. Simpan USB ini dan hubungi kantor.",
    "The office has revoked the laptop that wrote this. Nothing was taken. Keep the stick and call the office.",
  ],
  file_other_visit: [
    "Titipan ini dari kunjungan lain. Tidak ada yang diambil. Pilih kunjungan yang sama di kedua laptop, lalu ulangi.",
    "This is of another visit. Nothing was taken. Choose the same visit on both laptops, then repeat.",
  ],
  no_visit: [
    "Pilih kunjungan dulu: hanya laptop dengan kunjungan yang sama yang dapat mengambil titipan. Tidak ada yang ditulis.",
    "Choose a visit first: only a laptop of the same visit can take this. Nothing was written.",
  ],
};

/** The cause as a whole sentence; empty for any other. */
export function whyNot(cause: string | undefined): string {
  const pair = CAUSES[cause ?? ""];
  return pair ? locale.pick(pair) : "";
}

/** Size of a file, as a person reads it. */
export const size = (bytes: number) => `${number(Math.max(1, Math.round(bytes / 1024)))} KB`;
