/** What was typed about a loss, read; and what a kit's history means for what may still be decided. */
import type { DeviceItem } from "../views";

/** The moment of a day and an hour (`10.30`, `9:05`) in Kota Bima; nothing when it is none. */
export function momentOf(iso: string, clock: string): number | null {
  const found = /^([01]?\d|2[0-3])[.:]([0-5]\d)$/.exec(clock.trim());
  if (!found || iso === "") return null;
  const ms = Date.parse(`${iso}T${(found[1] ?? "").padStart(2, "0")}:${found[2]}:00+08:00`);
  return Number.isNaN(ms) ? null : ms;
}

/** Decisions that would still change something. */
export function openDecisions(device: DeviceItem): { revoke: boolean; wipe: boolean } {
  return { revoke: device.status === "active", wipe: device.status === "active" || device.status === "revoked" };
}
