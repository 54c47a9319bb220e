/** Services in one or two words, for cards and titles where the SOP's label is too long. */
import { locale, type Pair } from "../shared/i18n.svelte";
import { labels } from "./labels.svelte";

const SHORT: Record<string, Pair> = {
  baru: ["Baru", "New card"],
  pindah_datang: ["Pindah datang", "Moved in"],
  hilang: ["Hilang", "Lost card"],
  rusak: ["Rusak", "Damaged card"],
  perubahan_data: ["Perubahan data", "Data change"],
  luar_domisili: ["Luar domisili", "Away from home"],
};

export function layananShort(id: string): string {
  const pair = SHORT[id];
  return pair ? locale.pick(pair) : labels.layanan(id);
}
