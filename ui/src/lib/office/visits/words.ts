/** Words of this place, Indonesian first. */
import { words } from "../../shared/i18n.svelte";

export const w = words({
  title: ["Kunjungan", "Visits"],
  lead: ["Rencana dan hasil kunjungan ke kelurahan.", "Plans and results of visits to the kelurahan."],
  empty: ["Belum ada kunjungan yang direncanakan.", "No visit is planned."],
  date: ["Tanggal", "Date"],
  kelurahan: ["Kelurahan", "Kelurahan"],
  place: ["Tempat", "Place"],
  hours: ["Jam", "Hours"],
  contact: ["Penanggung jawab", "Contact person"],
  phone: ["No. HP", "Phone"],
  contacts: ["Kontak", "Contacts"],
  cases: ["Kasus", "Cases"],
  done: ["Selesai", "Finished"],
  residents: ["Data penduduk", "Resident data"],
  today: ["hari ini", "today"],
  plan: ["Rencanakan kunjungan", "Plan a visit"],
  planTitle: ["Kunjungan baru", "New visit"],
  planSave: ["Simpan kunjungan", "Save the visit"],
  saved: [
    "Kunjungan tersimpan. Laptop menerimanya saat tersambung.",
    "The visit is saved. Laptops get it when they connect.",
  ],
  choose: ["Pilih kelurahan", "Choose a kelurahan"],
  team: ["Laptop tim", "Team's laptops"],
  everyLaptop: ["semua", "all"],
  noKits: ["Belum ada laptop yang terdaftar.", "No laptop is enrolled yet."],
  teamHint: [
    "Hanya laptop ini yang menerima kasus kunjungan ini dan utang cetak kelurahannya.",
    "Only these laptops get the cases of this visit and the print debts of its kelurahan.",
  ],
  teamTitle: ["Laptop tim", "Team's laptops"],
  teamChange: ["Ubah laptop tim", "Change the team's laptops"],
  teamSave: ["Simpan tim", "Save the team"],
  teamSaved: [
    "Tim tersimpan. Laptop yang keluar melepas kasusnya setelah kantor menerima semuanya.",
    "The team is saved. A laptop that left lets its cases go once the office has everything.",
  ],
  hoursHint: ["misalnya 08.00–15.00", "for example 08.00–15.00"],
});
