/** A scan anywhere: a genuine slip opens its case, anything else is left to the field that has the focus (a blanko at the print gate). */
import { call } from "../lib/ipc";
import type { ScanAnswer } from "../lib/shared/scanner";
import { toasts } from "../lib/shared/toasts.svelte";
import { where } from "./place.svelte";
import { w } from "./words";

/** Who takes a scan before the search does, e.g. the print gate for a blanko serial. */
type Taker = (text: string) => ScanAnswer;
const takers: Taker[] = [];

/** Offers scans to `taker` first until the returned function is called. */
export function takeScans(taker: Taker): () => void {
  takers.push(taker);
  return () => void takers.splice(takers.indexOf(taker), 1);
}

export function openScan(text: string): ScanAnswer {
  if (takers.toReversed().some((taker) => taker(text) === "taken")) return "taken";
  // Short digits are typed by a number reader into a form: NIK and KK belong to their fields.
  if (/^\d{16}$/.test(text) && document.activeElement instanceof HTMLInputElement) return "left";
  void find(text);
  return "taken";
}

async function find(query: string): Promise<void> {
  const found = await call("search.find", { query }).catch(() => undefined);
  const [only] = found?.cases ?? [];
  // A slip that is not plainly in order is shown with what to do.
  if (found?.slip && !(only && found.slip.verdict === "genuine")) where.search(query);
  else if (only && found?.cases.length === 1) where.open(only.id);
  else toasts.say(w("scanUnknown", { code: query.slice(0, 24) }), "warn");
}
