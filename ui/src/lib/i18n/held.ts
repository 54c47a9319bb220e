/** Why an entry is held instead of used: the words for each refusal code, the same on laptop and dashboard. */
import { locale, type Pair } from "../shared/i18n.svelte";

export const HELD: Record<string, Pair> = {
  gate: ["Isinya bukan seperti yang ditulis aplikasi ini.", "Its content is not what this program writes."],
  actor: ["Tidak terbukti ditulis di laptop itu.", "Not proven to be written on that laptop."],
  dependencies: [
    "Menunggu catatan laptop lain yang belum sampai.",
    "Waits for records of another laptop that have not arrived.",
  ],
  too_large: ["Kasus atau catatannya melebihi batas ukuran.", "The case or the record is larger than allowed."],
  not_allowed: ["Catatan macam ini hanya boleh dibuat kantor.", "Only the office may write this kind of record."],
  record: [
    "Catatannya rusak atau tanda tangannya tidak benar.",
    "The record is damaged or its signature does not hold.",
  ],
  payload_missing: ["Isinya tidak ikut terkirim.", "Its content was not sent along."],
  internal: ["Belum sempat diperiksa. Coba lagi.", "Not checked yet. Try again."],
  harmful: [
    "Menghentikan program pemeriksa. Simpan laptopnya dan hubungi admin.",
    "It stopped the program that checks. Keep the laptop and call the admin.",
  ],
  discarded: ["Dikesampingkan kantor setelah dilihat orang.", "Set aside by the office after a person looked at it."],
};

/** A code of a newer version is shown as it is. */
export function heldText(code: string): string {
  const pair = HELD[code];
  return pair ? locale.pick(pair) : code;
}
