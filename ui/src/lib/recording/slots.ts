/** The parts in the order of the SOP, and how they belong together. */
import type { CaptureDetail } from "../ipc/generated/CaptureDetail";

const FINGERS = ["1", "2", "3", "4", "5"];

export const SLOTS: readonly string[] = [
  "wajah",
  "iris_kanan",
  "iris_kiri",
  ...FINGERS.map((n) => `jari_kanan_${n}`),
  ...FINGERS.map((n) => `jari_kiri_${n}`),
  "tanda_tangan",
];

export type PartState = "missing" | "captured" | "waived" | "two_takes";

/** How a part stands. */
export function partState(captures: CaptureDetail[], slot: string): PartState {
  const state = captures.find((capture) => capture.slot === slot)?.state;
  return state === "captured" || state === "waived" || state === "two_takes" ? state : "missing";
}

/** The next part still to take: after `slot` in the order of the SOP, else from the beginning. */
export function nextMissing(missing: readonly string[], slot: string | null): string | null {
  const after = SLOTS.slice(slot === null ? 0 : SLOTS.indexOf(slot) + 1);
  return [...after, ...SLOTS].find((part) => part !== slot && missing.includes(part)) ?? null;
}

/** Parts that one reason often covers together with `slot`, of those still missing. */
export function siblings(slot: string, missing: readonly string[]): string[] {
  const stem = slot.startsWith("iris_") ? "iris_" : (/^jari_(kanan|kiri)_/.exec(slot)?.[0] ?? slot);
  return SLOTS.filter((part) => part.startsWith(stem) && (part === slot || missing.includes(part)));
}
