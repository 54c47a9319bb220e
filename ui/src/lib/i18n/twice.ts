/** Words for a blanko that two cases took. */
import { words } from "../shared/i18n.svelte";

export const w = words({
  title: ["Blanko {serial} dipakai dua kali", "Blanko {serial} was used twice"],
  frame: ["Blanko dipakai dua kali: {serials}", "Blanko used twice: {serials}"],
  text: [
    "Dua kasus mencatat nomor seri yang sama. Satu blanko hanya bisa menjadi satu kartu.",
    "Two cases recorded the same serial. One blanko can only be one card.",
  ],
  textOne: [
    "Kasus ini mencatat nomor seri yang sama dua kali. Satu blanko hanya bisa menjadi satu kartu.",
    "This case recorded the same serial twice. One blanko can only be one card.",
  ],
  act: [
    "Berhenti dulu: jangan cetak dan jangan serahkan kartu kedua kasus ini. Bandingkan nomor pada kartu yang ada, lalu hubungi kantor. Data kasus tetap aman.",
    "Stop: neither print nor hand over the cards of these cases. Compare the numbers on the cards at hand, then call the office. The data of the cases is safe.",
  ],
  actShort: [
    "Jangan cetak dan jangan serahkan kartu kedua kasus; bandingkan nomornya dan hubungi kantor.",
    "Neither print nor hand over the cards of both cases; compare the numbers and call the office.",
  ],
  open: ["Buka kasus {nama}", "Open the case of {nama}"],
  noName: ["tanpa nama", "no name"],
  board: ["Buka Hari ini", "Open Today"],
});
