/** One row of the queue in words. */
import { incidentText } from "../../i18n/reasons";
import type { Labels } from "../labels";
import type { ConflictItem } from "../views";
import { w } from "./words";

/** What the index of blanko raises, before the serial. */
const BLANKO = "blanko_twice/";

export interface ConflictRow {
  /** Distinct, and the same after a reload as long as the row is the same. */
  key: string;
  item: ConflictItem;
}

/** A case may stand in the queue for a conflict, for an incident and for several held entries. */
export function conflictRows(items: ConflictItem[]): ConflictRow[] {
  const seen: Partial<Record<string, number>> = {};
  return items.map((item) => {
    const plain = [item.case.id, item.kind, ...item.incidents.map((one) => one.replaceAll("/", "-"))].join(".");
    const times = (seen[plain] = (seen[plain] ?? 0) + 1);
    return { key: times === 1 ? plain : `${plain}.${times}`, item };
  });
}

export function conflictText(item: ConflictItem, labels: Labels): string {
  const parts = item.incidents.map(raisedText);
  if (item.fields.length > 0) parts.push(w("fields", { names: item.fields.map((id) => labels.field(id)).join(", ") }));
  if (item.kind === "quarantine") parts.push(w("quarantine"));
  if (item.device !== null) parts.push(w("fromDevice", { nama: item.device }));
  return parts.join(" · ");
}

/** Two cases of one person, or of one blanko, are raised by an index of the office, not by the case itself. */
function raisedText(incident: string): string {
  if (incident === "two_cases") return w("twoCases");
  if (incident.startsWith(BLANKO)) return w("blankoTwice", { serial: incident.slice(BLANKO.length) });
  return incidentText(incident);
}
