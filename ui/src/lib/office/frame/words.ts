/** Words of this place, Indonesian first. */
import { words } from "../../shared/i18n.svelte";

export const w = words({
  label: ["Tempat kerja", "Places of work"],
  "hari-ini": ["Hari ini", "Today"],
  permohonan: ["Permohonan NIK", "NIK applications"],
  konflik: ["Konflik & kejadian", "Conflicts & incidents"],
  kasus: ["Kasus", "Cases"],
  kunjungan: ["Kunjungan", "Visits"],
  perangkat: ["Perangkat", "Devices"],
  akun: ["Akun", "Accounts"],
  keys: [
    "Tekan angka untuk pindah, / untuk mencari, J dan K untuk turun dan naik.",
    "Press a digit to move, / to search, J and K to go down and up.",
  ],
  closed: ["Bukan untuk peran Anda", "Not for your role"],
  closedWhy: [
    "Tempat ini memuat data pribadi. Peran Anda tidak membacanya.",
    "This place holds personal data. Your role does not read it.",
  ],
  closedAccounts: ["Akun diatur oleh admin.", "Accounts are kept by the admin."],
  up: ["Tersambung", "Connected"],
  connecting: ["Menyambung…", "Connecting…"],
  down: ["Terputus dari server", "Cut off from the server"],
  downWhy: [
    "Terputus sejak {since}. Yang tampak adalah keadaan terakhir. Tindakan baru belum dapat disimpan. Disambung lagi dengan sendirinya.",
    "Cut off since {since}. What you see is the last known state. New acts cannot be saved. It reconnects by itself.",
  ],
});
