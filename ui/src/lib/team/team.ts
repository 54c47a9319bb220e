/** How it stands with a laptop of the team, in words. */
import type { Shape } from "../shared/Sign.svelte";
import type { Tone } from "../shared/toasts.svelte";
import { w } from "./words";

type Look = { shape: Shape; tone: Tone; word: Parameters<typeof w>[0] };

const STATES: Record<string, Look> = {
  calling: { shape: "half", tone: "info", word: "calling" },
  together: { shape: "check", tone: "ok", word: "together" },
  unreachable: { shape: "cross", tone: "warn", word: "unreachable" },
  other_visit: { shape: "warn", tone: "warn", word: "otherVisit" },
  revoked: { shape: "warn", tone: "bad", word: "revoked" },
  revoked_here: { shape: "warn", tone: "bad", word: "revokedHere" },
  other_office: { shape: "cross", tone: "bad", word: "otherOffice" },
  expired: { shape: "warn", tone: "bad", word: "expired" },
  not_believed: { shape: "warn", tone: "bad", word: "notBelieved" },
  older: { shape: "warn", tone: "warn", word: "older" },
  newer: { shape: "warn", tone: "warn", word: "newer" },
  closed: { shape: "cross", tone: "warn", word: "closed" },
  nonsense: { shape: "cross", tone: "bad", word: "nonsense" },
};

/** Shape, tone and sentence of a state; an unknown one is still being called. */
export function mateLook(state: string): { shape: Shape; tone: Tone; word: string } {
  const look = STATES[state] ?? (STATES["calling"] as Look);
  return { shape: look.shape, tone: look.tone, word: w(look.word) };
}
