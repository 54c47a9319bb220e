import { words } from "../lib/shared/i18n.svelte";

export const w = words({
  app: ["KTP-el Mobile", "KTP-el Mobile"],
  visit: ["Kunjungan", "Visit"],
  noVisit: ["Pilih kunjungan", "Choose a visit"],
  operator: ["Operator", "Operator"],
  places: ["Tempat kerja", "Places"],
  today: ["Hari ini", "Today"],
  search: ["Cari", "Search"],
  contacts: ["Kontak", "Contacts"],
  debt: ["Utang cetak", "Print debt"],
  stock: ["Blanko", "Blanko"],
  send: ["Kirim", "Send"],
  settings: ["Pengaturan", "Settings"],
  demo: ["CONTOH · mode latihan", "SAMPLE · training mode"],
  skip: ["Langsung ke isi", "Skip to content"],
  scanUnknown: ["Kode pindai tidak dikenal di laptop ini: {code}", "Scanned code not known on this laptop: {code}"],
  starting: ["Membuka program…", "Starting…"],
  again: ["Coba lagi", "Try again"],
  back: ["Kembali", "Back"],
});
