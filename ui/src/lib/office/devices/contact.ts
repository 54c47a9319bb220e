/** How a laptop is judged by its last contact, and what it still holds, in words. */
import { number } from "../../shared/format";
import type { DeviceItem } from "../views";
import { w } from "./words";

export type Contact = "fresh" | "quiet" | "never" | "revoked" | "wipe_ordered" | "wiped";

/** A kit in a village without signal is silent for a working day; longer is worth a call. */
const QUIET_AFTER_MS = 24 * 3_600_000;

export function contactState(device: DeviceItem, now: number): Contact {
  if (device.status === "revoked" || device.status === "wipe_ordered" || device.status === "wiped")
    return device.status;
  if (device.last_contact_ms === null) return "never";
  return now - device.last_contact_ms > QUIET_AFTER_MS ? "quiet" : "fresh";
}

/** What a laptop noticed, in short: the sentence stands on the laptop itself. */
export function noticeWords(what: string): string {
  if (what.startsWith("clock_")) return w("clockWrong");
  if (what === "put_back") return w("putBack");
  return w(what === "office_restored" ? "officeRestored" : "officeChanged");
}

/** `12 catatan · 3 lampiran belum sampai`. */
export function holdsWords(device: DeviceItem): string {
  const parts: string[] = [];
  if (device.waiting === null) parts.push(w("holdsUnknown"));
  else if (device.waiting > 0) parts.push(w("holdsEntries", { n: number(device.waiting) }));
  if (device.attachments_missing > 0) parts.push(w("holdsFiles", { n: number(device.attachments_missing) }));
  if (device.refused > 0) parts.push(w("refused", { n: number(device.refused) }));
  return parts.length === 0 ? w("holdsNothing") : parts.join(" · ");
}
