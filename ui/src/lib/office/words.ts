/** Words of the frame and of what several places share. */
import { locale, words, type Pair } from "../shared/i18n.svelte";

export const w = words({
  app: ["KTP-el Mobile", "KTP-el Mobile"],
  appOffice: ["Kantor", "Office"],
  demo: ["CONTOH: data latihan", "CONTOH: training data"],
  skip: ["Langsung ke isi", "Skip to content"],
  field: ["Isian: {field}", "Field: {field}"],
  retry: ["Coba lagi", "Try again"],
  cancel: ["Batal", "Cancel"],
  close: ["Tutup", "Close"],
  back: ["Kembali ke daftar", "Back to the list"],
  print: ["Cetak halaman ini", "Print this page"],
  showTable: ["Tampilkan sebagai tabel", "Show as table"],
  showChart: ["Tampilkan sebagai grafik", "Show as chart"],
  language: ["Bahasa", "Language"],
  theme: ["Tampilan", "Appearance"],
});

export const themesWords: Record<string, Pair> = {
  system: ["Ikut perangkat", "As the device"],
  light: ["Terang", "Light"],
  dark: ["Gelap", "Dark"],
};

/** The word for a code from the server; a code without a word is shown as it is. */
export function named(table: Record<string, Pair>, code: string): string {
  const pair = table[code];
  return pair ? locale.pick(pair) : code;
}
