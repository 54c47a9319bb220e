/** What the state of an account means for who looks at the list. */
import { span } from "../../shared/format";
import type { Shape } from "../../shared/Sign.svelte";
import type { Tone } from "../../shared/toasts.svelte";
import type { AccountItem } from "../views";
import { w } from "./words";

export function stateMark(account: AccountItem, now: number): { shape: Shape; tone: Tone; word: string } {
  if (account.state === "disabled") return { shape: "cross", tone: "neutral", word: w("disabled") };
  if (account.wait_s !== null) {
    return { shape: "warn", tone: "warn", word: w("waits", { wait: span(account.wait_s * 1000) }) };
  }
  const until = account.one_time_until_ms;
  if (until !== null && until < now) return { shape: "warn", tone: "warn", word: w("expired") };
  if (until !== null) return { shape: "hourglass", tone: "info", word: w("invited") };
  return { shape: "dot", tone: "ok", word: w("active") };
}
