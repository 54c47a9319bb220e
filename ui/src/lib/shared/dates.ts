/** A date as an operator types it: `17-08-1990`, `17/8/1990`, `17081990`. Never a two-digit year: the century would be a guess. */

/** `YYYY-MM-DD`, or null when it is no day of the calendar. */
export function parseDate(typed: string): string | null {
  const text = typed.trim();
  const match = /^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$/.exec(text) ?? /^(\d{2})(\d{2})(\d{4})$/.exec(text);
  if (!match) return null;
  const [day, month, year] = match.slice(1).map(Number) as [number, number, number];
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real ? date.toISOString().slice(0, 10) : null;
}

/** `17-08-1990` from `1990-08-17`; empty for none. */
export function typedDate(iso: string | null | undefined): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso ?? "");
  return match ? `${match[3]}-${match[2]}-${match[1]}` : "";
}
