/** From a resident found anywhere to their case: an existing one opens, else the reception begins with them. */
import { call } from "../lib/ipc";
import type { ResidentView } from "../lib/ipc/generated/ResidentView";
import { where } from "./place.svelte";

/** The draft of the reception dialog carries the number over. */
export async function openResident(resident: ResidentView): Promise<void> {
  if (resident.case) {
    where.open(resident.case);
    return;
  }
  const value = JSON.stringify({ query: resident.nik, nama: "", layanan: "" });
  await call("draft.save", { key: "reception/new", value }).catch(() => undefined);
  where.go({ screen: "today" });
  where.receiving = true;
}
