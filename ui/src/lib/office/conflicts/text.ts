/** One row of the queue in words. */
import { incidentText } from "../../i18n/reasons";
import type { Labels } from "../labels";
import type { ConflictItem } from "../views";
import { w } from "./words";

/** A case may stand in the queue for a conflict and for an incident. */
export function conflictKey(item: ConflictItem): string {
  return `${item.case.id}.${item.kind}`;
}

export function conflictText(item: ConflictItem, labels: Labels): string {
  const parts = item.incidents.map(incidentText);
  if (item.fields.length > 0) parts.push(w("fields", { names: item.fields.map((id) => labels.field(id)).join(", ") }));
  if (item.kind === "quarantine") parts.push(w("quarantine"));
  if (item.device !== null) parts.push(w("fromDevice", { nama: item.device }));
  return parts.join(" · ");
}
