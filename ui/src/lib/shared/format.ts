/** How numbers, dates and identity numbers are written on screen. Dates follow the clock of Kota Bima (WITA). */
import { locale, w } from "./i18n.svelte";

const ZONE = "Asia/Makassar";
const DOT = "•";

function tag(): string {
  return locale.lang === "id" ? "id-ID" : "en-GB";
}

/** `527201 150390 9901`. Anything that is not sixteen digits is given back as it is. */
export function nikGroups(nik: string): string {
  return nik.length === 16 ? `${nik.slice(0, 6)} ${nik.slice(6, 12)} ${nik.slice(12)}` : nik;
}

/** `•••••• •••••• 9901`: the last four only. */
export function nikMasked(nik: string): string {
  const dots = DOT.repeat(6);
  return `${dots} ${dots} ${nik.slice(-4)}`;
}

/** `1.234` in Indonesian. */
export function number(value: number): string {
  return new Intl.NumberFormat(tag()).format(value);
}

/** `15 Maret 1990` from `1990-03-15`. */
export function dateLong(iso: string): string {
  return ofIso(iso, { day: "numeric", month: "long", year: "numeric" });
}

/** `15 Mar 1990` from `1990-03-15`. */
export function dateShort(iso: string): string {
  return ofIso(iso, { day: "numeric", month: "short", year: "numeric" });
}

/** `15 Mar` from `1990-03-15`. */
export function dayMonth(iso: string): string {
  return ofIso(iso, { day: "numeric", month: "short" });
}

function ofIso(iso: string, options: Intl.DateTimeFormatOptions): string {
  const ms = Date.parse(`${iso}T00:00:00Z`);
  return Number.isNaN(ms) ? iso : new Intl.DateTimeFormat(tag(), { ...options, timeZone: "UTC" }).format(ms);
}

/** `10.42` in Indonesian, `10:42` in English. */
export function clockTime(ms: number): string {
  return new Intl.DateTimeFormat(tag(), { hour: "2-digit", minute: "2-digit", timeZone: ZONE }).format(ms);
}

/** `22 Nov 2026 10.42`. */
export function dateTime(ms: number): string {
  const day = new Intl.DateTimeFormat(tag(), { day: "numeric", month: "short", year: "numeric", timeZone: ZONE });
  return `${day.format(ms)} ${clockTime(ms)}`;
}

/** The day in Kota Bima as `YYYY-MM-DD`. */
export function isoDay(ms: number): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE }).format(ms);
}

/** `3 menit lalu`; the absolute time belongs in the title. A clock that runs ahead counts as now. */
export function ago(ms: number, now: number): string {
  const minutes = Math.floor((now - ms) / 60_000);
  if (minutes < 1) return w("justNow");
  if (minutes < 60) return w("minutesAgo", { n: minutes });
  if (minutes < 48 * 60) return w("hoursAgo", { n: Math.floor(minutes / 60) });
  return w("daysAgo", { n: Math.floor(minutes / 1440) });
}

/** A waiting time in words: `40 detik`, `12 menit`, `2 jam 5 menit`. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return w("seconds", { n: seconds });
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return w("minutes", { n: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return w("days", { n: Math.floor(hours / 24) });
  return minutes % 60 === 0 ? w("hours", { n: hours }) : w("hoursMinutes", { h: hours, m: minutes % 60 });
}

/** The same, roughly: minutes below an hour, then whole hours, then days. For cards. */
export function spanRough(ms: number): string {
  const hours = Math.floor(Math.max(0, ms) / 3_600_000);
  return hours < 1 || hours >= 48 ? span(ms) : w("hours", { n: hours });
}

/** A stop-watch: `2:10`, from an hour `1:02:10`. */
export function stopwatch(ms: number): string {
  const all = Math.max(0, Math.floor(ms / 1000));
  const s = String(all % 60).padStart(2, "0");
  const m = Math.floor(all / 60) % 60;
  const h = Math.floor(all / 3600);
  return h === 0 ? `${m}:${s}` : `${h}:${String(m).padStart(2, "0")}:${s}`;
}

/** `1,2 MB`. */
export function bytes(size: number): string {
  const one = new Intl.NumberFormat(tag(), { maximumFractionDigits: 1 });
  if (size < 1000) return `${size} B`;
  return size < 1_000_000 ? `${one.format(size / 1000)} kB` : `${one.format(size / 1_000_000)} MB`;
}

/** `36 th`. */
export function age(years: number): string {
  return w("years", { n: years });
}
