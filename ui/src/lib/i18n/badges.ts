/** What blocks a case, as one badge. */
import { locale, type Pair } from "../shared/i18n.svelte";
import type { Shape } from "../shared/Sign.svelte";
import type { Tone } from "../shared/toasts.svelte";

const BADGES: Record<string, { word: Pair; shape: Shape; tone: Tone }> = {
  menunggu_nik: { word: ["Menunggu NIK", "Waiting for NIK"], shape: "hourglass", tone: "warn" },
  belum_prr: { word: ["Belum siap cetak", "Not ready to print"], shape: "hourglass", tone: "warn" },
  syarat_kurang: { word: ["Syarat kurang", "Documents missing"], shape: "back", tone: "warn" },
  konflik: { word: ["Isian berbeda", "Values differ"], shape: "split", tone: "bad" },
  lihat_printer: { word: ["Lihat pencetak", "Look at the printer"], shape: "printer", tone: "bad" },
  insiden: { word: ["Ada kejadian", "Incident"], shape: "warn", tone: "bad" },
};

export interface BadgeLook {
  word: string;
  shape: Shape;
  tone: Tone;
}

/** How a badge looks and reads; null where nothing blocks. One of a newer kit shows its id rather than nothing. */
export function findBadge(badge: string | null): BadgeLook | null {
  if (badge === null || badge === "none") return null;
  const found = BADGES[badge];
  return found ? { ...found, word: locale.pick(found.word) } : { word: badge, shape: "info", tone: "neutral" };
}
