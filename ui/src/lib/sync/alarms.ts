/** What is wrong with clock or office, in one sentence each. */
import type { ClockAlarm } from "../ipc/generated/ClockAlarm";
import type { OfficeAlarm } from "../ipc/generated/OfficeAlarm";
import { number } from "../shared/format";
import { w } from "./words";

const MINUTE = 60_000;
const UNITS = [
  { ms: 365 * 24 * 60 * MINUTE, key: "years" },
  { ms: 24 * 60 * MINUTE, key: "days" },
  { ms: 60 * MINUTE, key: "hours" },
  { ms: MINUTE, key: "minutes" },
] as const;

/** A span in its largest whole unit: "5 tahun", "40 menit". */
export function span(ms: number): string {
  const size = Math.abs(ms);
  const unit = UNITS.find((unit) => size >= unit.ms) ?? UNITS[3];
  return w(unit.key, { n: number(Math.round(size / unit.ms)) });
}

/** Title of a clock that cannot be believed. */
export function clockTitle(alarm: ClockAlarm): string {
  if (alarm.what === "clock_jump") return w(alarm.ms > 0 ? "clockSetAhead" : "clockSetBack", { span: span(alarm.ms) });
  return w(alarm.ms > 0 ? "clockAhead" : "clockBehind", { span: span(alarm.ms) });
}

/** Whether the office is suspected: a restored office says so itself and is not, and a laptop that was put back suspects nobody. */
export function suspect(alarm: OfficeAlarm | null): boolean {
  return alarm !== null && alarm.what !== "office_restored" && alarm.what !== "put_back";
}
