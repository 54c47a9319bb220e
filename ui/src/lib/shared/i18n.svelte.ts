/**
 * Two languages with typed keys: a word is one line with the Indonesian text first and the English second.
 * Knows no domain: each folder keeps its own words beside its components.
 */
export type Lang = "id" | "en";

/** Indonesian, then English. `{name}` is a placeholder. */
export type Pair = readonly [id: string, en: string];
export type Params = Record<string, string | number>;

class Locale {
  lang: Lang = $state("id");

  set(lang: string): void {
    this.lang = lang === "en" ? "en" : "id";
    if (typeof document !== "undefined") document.documentElement.lang = this.lang;
  }

  /** The text of a pair in the language of the screen. */
  pick([id, en]: Pair): string {
    return this.lang === "id" ? id : en;
  }
}

export const locale = new Locale();

/** Fills the placeholders; one without a value stays visible, so that it is noticed. */
export function fill(text: string, params: Params = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}

/** A dictionary: `const w = words({ save: ["Simpan", "Save"] })`, then `w("save")`. */
export function words<T extends Record<string, Pair>>(table: T): (key: keyof T, params?: Params) => string {
  return (key, params) => fill(locale.pick(table[key] as Pair), params);
}

/** The shared components' own words. */
export const w = words({
  close: ["Tutup", "Close"],
  cancel: ["Batal", "Cancel"],
  loading: ["Memuat…", "Loading…"],
  working: ["Sedang diproses…", "Working…"],
  required: ["wajib", "required"],
  choose: ["Pilih…", "Choose…"],
  dateFormat: ["tanggal-bulan-tahun, misalnya 17-08-1990", "day-month-year, e.g. 17-08-1990"],
  notADate: [
    "Bukan tanggal. Tulis tanggal-bulan-tahun, misalnya 17-08-1990.",
    "Not a date. Write day-month-year, e.g. 17-08-1990.",
  ],
  dismiss: ["Tutup pesan", "Dismiss"],
  none: ["belum diisi", "empty"],
  justNow: ["baru saja", "just now"],
  minutesAgo: ["{n} menit lalu", "{n} min ago"],
  hoursAgo: ["{n} jam lalu", "{n} h ago"],
  daysAgo: ["{n} hari lalu", "{n} days ago"],
  seconds: ["{n} detik", "{n} s"],
  minutes: ["{n} menit", "{n} min"],
  hours: ["{n} jam", "{n} h"],
  hoursMinutes: ["{h} jam {m} menit", "{h} h {m} min"],
  days: ["{n} hari", "{n} days"],
  years: ["{n} th", "{n} y"],
});
