/** The words for what a NIK check says. */
import { locale, type Pair } from "../shared/i18n.svelte";

const WORDS = {
  E_FORMAT: ["NIK harus 16 angka.", "A NIK has 16 digits."],
  E_PROVINCE: ["Kode provinsi tidak ada (dua angka pertama).", "No such province (first two digits)."],
  E_DAY: [
    "Hari lahir di dalam NIK tidak mungkin (angka ke-7 dan ke-8).",
    "The birth day in the NIK is impossible (digits 7 and 8).",
  ],
  E_MONTH: [
    "Bulan lahir di dalam NIK tidak mungkin (angka ke-9 dan ke-10).",
    "The birth month in the NIK is impossible (digits 9 and 10).",
  ],
  E_DATE: ["Tanggal lahir di dalam NIK tidak ada di kalender.", "The birth date in the NIK is not in the calendar."],
  E_SERIAL: ["Nomor urut 0000 tidak pernah diterbitkan.", "Serial number 0000 is never issued."],
  W_KAB_UNKNOWN: [
    "Kode kabupaten/kota tidak dikenal. Cocokkan dengan kartu keluarga.",
    "Unknown regency code. Compare with the family card.",
  ],
  W_KEC_UNKNOWN: [
    "Kode kecamatan tidak dikenal. Cocokkan dengan kartu keluarga.",
    "Unknown district code. Compare with the family card.",
  ],
  W_REGION_HISTORIC: ["Kode wilayah lama; NIK tetap berlaku.", "An old region code; the NIK stays valid."],
  W_CENTURY: [
    "Tahun lahir bisa dua abad. Pastikan dengan kartu keluarga.",
    "The birth year could be of two centuries. Check the family card.",
  ],
  W_BIRTH_DIFFERS: [
    "Tanggal lahir di NIK berbeda dengan kartu keluarga. NIK tidak berubah bila tanggal lahir pernah dibetulkan.",
    "The birth date in the NIK differs from the family card. A NIK does not change when a birth date was corrected.",
  ],
  W_LOOKS_LIKE_NKK: [
    "Ini mungkin nomor KK, bukan NIK. Cocokkan dengan kartu keluarga.",
    "This may be the family card number, not the NIK. Compare with the family card.",
  ],
  W_NIK_IS_NKK: [
    "NIK sama dengan nomor KK. Salah satunya pasti salah.",
    "NIK and family card number are the same. One of them must be wrong.",
  ],
  W_NIK_NKK_SWAPPED: ["NIK dan nomor KK sepertinya tertukar.", "NIK and family card number seem to be swapped."],
  W_NAMA_EMPTY: ["Nama belum diisi.", "The name is empty."],
  W_NAMA_LONG: [
    "Nama lebih dari 60 huruf; periksa yang tercetak di KK.",
    "The name is longer than 60 letters; compare with the family card.",
  ],
  W_NAMA_SINGLE_WORD: [
    "Nama hanya satu kata; periksa yang tercetak di KK.",
    "The name is a single word; compare with the family card.",
  ],
  W_NAMA_NOT_LATIN: ["Nama berisi huruf bukan Latin.", "The name has letters that are not Latin."],
  W_NAMA_SIGN: ["Nama berisi tanda yang tidak lazim.", "The name has an unusual sign."],
  W_SEX_DIFFERS: [
    "Jenis kelamin di NIK berbeda dengan kartu keluarga.",
    "The sex in the NIK differs from the family card.",
  ],
} satisfies Record<string, Pair>;

/** The sentence for a code of `nik.check`; a code of a newer kit asks to look closer. */
export function nikText(code: string): string {
  const pair: Pair = (WORDS as Record<string, Pair>)[code] ?? [
    "Periksa NIK ini pada kartu keluarga.",
    "Check this NIK against the family card.",
  ];
  return locale.pick(pair);
}
