import { words } from "../shared/i18n.svelte";

export const w = words({
  title: ["Blanko", "Blanko"],
  usable: ["Siap pakai", "Usable"],
  received: ["Diterima", "Received"],
  good: ["Kartu baik", "Good cards"],
  spoiled: ["Rusak atau gagal", "Spoiled"],
  open: ["Belum dipastikan", "Not settled"],
  openText: [
    "{n} blanko terpakai tetapi hasilnya belum dicatat. Buka kasusnya dan lihat pencetak.",
    "{n} blanko are in use with no result recorded. Open the case and look at the printer.",
  ],
  balance: [
    "Diterima {received} = siap pakai {blanko} + kartu baik {good} + rusak {spoiled} + belum dipastikan {open}",
    "Received {received} = usable {blanko} + good {good} + spoiled {spoiled} + not settled {open}",
  ],
  balanced: ["Cocok", "It balances"],
  unbalanced: ["Tidak cocok. Laporkan ke kantor.", "It does not balance. Tell the office."],
  ranges: ["Blanko yang diterima", "Blanko received"],
  first: ["Nomor pertama", "First serial"],
  last: ["Nomor terakhir", "Last serial"],
  count: ["Jumlah", "Count"],
  at: ["Diterima", "Received"],
  by: ["Oleh", "By"],
  next: ["Nomor berikutnya: {n}", "Next serial: {n}"],
  receive: ["Terima blanko", "Receive blanko"],
  receiveText: ["Setiap blanko bernomor dan dipertanggungjawabkan.", "Every blanko is numbered and accounted for."],
  firstHelp: ["Nomor seri blanko pertama dalam bungkus", "Serial of the first blanko of the pack"],
  save: ["Catat penerimaan", "Record"],
  none: ["Belum ada blanko pada laptop ini.", "No blanko on this laptop yet."],
  noneText: [
    "Catat blanko yang dibawa dari kantor sebelum mencetak.",
    "Record the blanko brought from the office before printing.",
  ],
  notNumber: ["Tulis jumlah antara 1 dan 1000.", "Write a number from 1 to 1000."],
});
