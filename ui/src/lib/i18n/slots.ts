/** Names of the parts that are recorded. */
import { locale, type Pair } from "../shared/i18n.svelte";

const FINGERS: Record<string, Pair> = {
  "1": ["ibu jari", "thumb"],
  "2": ["telunjuk", "index finger"],
  "3": ["jari tengah", "middle finger"],
  "4": ["jari manis", "ring finger"],
  "5": ["kelingking", "little finger"],
};
const PARTS: Record<string, Pair> = {
  wajah: ["Wajah", "Face"],
  iris_kanan: ["Iris mata kanan", "Right iris"],
  iris_kiri: ["Iris mata kiri", "Left iris"],
  tanda_tangan: ["Tanda tangan", "Signature"],
  foto_kartu: ["Foto untuk kartu", "Photo for the card"],
};

/** `Telunjuk kanan` for `jari_kanan_2`. */
export function slotText(slot: string): string {
  const part = PARTS[slot];
  if (part) return locale.pick(part);
  const [, side, digit] = /^jari_(kanan|kiri)_([1-5])$/.exec(slot) ?? [];
  const finger = FINGERS[digit ?? ""];
  if (!finger) return slot.startsWith("dokumen/") ? slot.slice("dokumen/".length) : slot;
  const [id, en] = finger;
  const text = locale.lang === "id" ? `${id} ${side}` : `${side === "kanan" ? "right" : "left"} ${en}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
