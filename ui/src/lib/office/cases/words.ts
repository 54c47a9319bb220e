/** Words of this place, Indonesian first. */
import { words, type Pair } from "../../shared/i18n.svelte";
import type { Badge } from "../views";

export const w = words({
  title: ["Kasus", "Cases"],
  search: ["Cari", "Search"],
  searchHint: ["Nama, NIK, nomor KK, atau kode slip", "Name, NIK, family card number or slip code"],
  step: ["Langkah", "Step"],
  layanan: ["Layanan", "Service"],
  kelurahan: ["Kelurahan", "Kelurahan"],
  badge: ["Yang menahan", "What holds it"],
  all: ["Semua", "All"],
  total: ["{n} kasus", "{n} cases"],
  empty: [
    "Belum ada kasus. Kasus tampak di sini setelah laptop mengirim.",
    "No case yet. Cases appear here once a laptop has sent them.",
  ],
  emptyFilter: ["Tidak ada kasus yang cocok.", "No case matches."],
  clear: ["Hapus saringan", "Clear the filters"],
  nama: ["Nama", "Name"],
  nik: ["NIK", "NIK"],
  updated: ["Terakhir", "Last act"],
  page: ["{from}–{to} dari {all}", "{from}–{to} of {all}"],
  previous: ["Sebelumnya", "Previous"],
  next: ["Berikutnya", "Next"],
  closed: ["Selesai", "Finished"],
  noName: ["(nama belum diisi)", "(no name yet)"],
});

export const badgeWords: Record<Badge, Pair> = {
  none: ["Tidak ada yang menahan", "Nothing holds it"],
  menunggu_nik: ["Menunggu NIK dari kantor", "Waits for the NIK from the office"],
  belum_prr: ["Belum siap cetak (PRR)", "Not yet print ready (PRR)"],
  syarat_kurang: ["Syarat kurang", "Documents missing"],
  konflik: ["Isian berbeda atau kejadian", "Conflict or incident"],
  lihat_printer: ["Lihat printer", "Look at the printer"],
};
