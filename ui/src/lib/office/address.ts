/** The place shown, kept in the address (`#/kasus/7f…?q=siti`), so that reloading, signing in again and the back button keep it. */

export const places = ["hari-ini", "permohonan", "konflik", "kasus", "kunjungan", "perangkat", "akun"] as const;
export type Place = (typeof places)[number];

export interface Target {
  place: Place;
  /** A case, where the place shows one. */
  id: string | null;
  params: Partial<Record<string, string>>;
}

/** Reads an address; an unknown one is the start. */
export function readHash(hash: string): Target {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [name = "", id = ""] = path.split("/");
  const place = places.find((known) => known === name) ?? "hari-ini";
  return {
    place,
    id: id === "" ? null : decode(id),
    params: Object.fromEntries(new URLSearchParams(search)),
  };
}

/** Writes an address. */
export function writeHash(target: Target): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(target.params)) if (value) params.set(key, value);
  const search = params.toString();
  const id = target.id === null ? "" : `/${encodeURIComponent(target.id)}`;
  return `#/${target.place}${id}${search === "" ? "" : `?${search}`}`;
}

/** An address typed by hand may not be well formed. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
