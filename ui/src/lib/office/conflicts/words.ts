/** Words of the queue of conflicts and incidents. */
import { words } from "../../shared/i18n.svelte";

export const w = words({
  title: ["Konflik & kejadian", "Conflicts & incidents"],
  lead: [
    "Yang tidak boleh diputuskan program: seseorang harus memilih.",
    "What the program must not decide: a person has to choose.",
  ],
  list: ["Daftar konflik dan kejadian", "List of conflicts and incidents"],
  empty: ["Tidak ada konflik dan tidak ada kejadian.", "No conflicts and no incidents."],
  emptyHelp: [
    "Bila dua laptop mengisi satu kasus secara berbeda, kasus itu tampak di sini.",
    "When two laptops fill one case differently, it appears here.",
  ],
  choose: ["Pilih satu baris di kiri.", "Choose a row on the left."],
  fields: ["Isian berbeda: {names}", "Differing values: {names}"],
  quarantine: [
    "Kiriman laptop ditahan karena tidak lolos pemeriksaan",
    "Work sent by a laptop was held because it failed the checks",
  ],
  twoCases: ["dua kasus untuk satu orang", "two cases of one person"],
  blankoTwice: [
    "blanko {serial} dipakai dua kali: bandingkan nomor pada kartu kedua kasus",
    "blanko {serial} was used twice: compare the numbers on the cards of both cases",
  ],
  fromDevice: ["dari {nama}", "from {nama}"],
});
