/** Words of what is held of the kits' work. */
import { words } from "../../shared/i18n.svelte";

export const w = words({
  title: ["Kiriman yang ditahan", "Work that is held"],
  lead: [
    "Tersimpan utuh, tetapi belum dipakai. Kasus lain dari laptop itu tetap berjalan.",
    "Kept whole, but not used. Other cases of that laptop go on.",
  ],
  laptop: ["Laptop", "Laptop"],
  case: ["Kasus", "Case"],
  unknownCase: ["kasus belum dikenal", "case not known yet"],
  why: ["Sebab", "Reason"],
  since: ["Sejak", "Since"],
  size: ["Ukuran", "Size"],
  actions: ["Tindakan", "Actions"],
  retry: ["Coba lagi", "Try again"],
  stillHeld: ["Sudah dicoba lagi, tetap ditahan", "Tried again, still held"],
  discard: ["Buang dengan alasan", "Set aside with a reason"],
  discardTitle: ["Buang kiriman {laptop}?", "Set aside what {laptop} sent?"],
  discardLead: [
    "Kantor tidak akan memakainya. Catatannya tetap di laptop dan di log kantor; petugas laptop melihat bahwa ini dibuang.",
    "The office will not use it. The record stays on the laptop and in the office's log; its officers see that it was set aside.",
  ],
  reason: ["Alasan", "Reason"],
});
