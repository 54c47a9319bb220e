/** Which places a role sees. The server refuses on its own; this only keeps closed doors off the rail. */
import type { Place } from "../address";
import type { Session } from "../session/session.svelte";

const PERSONAL: readonly Place[] = ["permohonan", "konflik", "kasus"];

/** Places with personal data are for roles that may read cases, the accounts for who keeps them. */
export function placeOpen(place: Place, session: Session): boolean {
  if (place === "akun") return session.may("keep_accounts");
  return !PERSONAL.includes(place) || session.may("read_case");
}
