/** A refusal or failure of the office API: a code that the dashboard has words for. */
import type { Reason } from "../ipc/generated/Reason";

/** Codes of the server, and two that only the browser can notice. */
export const officeCodes = [
  "unauthenticated",
  "wrong_password",
  "too_many_tries",
  "not_your_role",
  "not_found",
  "bad_request",
  "invalid",
  "stale",
  "not_allowed",
  "nothing_to_do",
  "origin",
  "internal",
  "unreachable",
  "nonsense",
] as const;

export type OfficeCode = (typeof officeCodes)[number];

export class OfficeProblem extends Error {
  readonly code: OfficeCode;
  readonly params: Partial<Record<string, string>>;
  readonly reasons: Reason[];

  constructor(code: OfficeCode, params: Partial<Record<string, string>> = {}, reasons: Reason[] = []) {
    super(code);
    this.name = "OfficeProblem";
    this.code = code;
    this.params = params;
    this.reasons = reasons;
  }
}

/** Reads the body of a failed answer; anything that is no problem object is `nonsense` or follows from the status. */
export function problemFrom(status: number, body: unknown): OfficeProblem {
  if (typeof body === "object" && body !== null && "code" in body) {
    const { code, params, reasons } = body as { code: unknown; params?: unknown; reasons?: unknown };
    const known = officeCodes.find((name) => name === code);
    if (known) {
      return new OfficeProblem(
        known,
        isRecord(params) ? params : {},
        Array.isArray(reasons) ? (reasons as Reason[]) : [],
      );
    }
  }
  if (status === 401) return new OfficeProblem("unauthenticated");
  if (status === 403) return new OfficeProblem("not_your_role");
  if (status === 404) return new OfficeProblem("not_found");
  if (status === 429) return new OfficeProblem("too_many_tries");
  return new OfficeProblem(status >= 500 ? "internal" : "nonsense");
}

/** Whatever was thrown, as a problem to show. */
export function asProblem(thrown: unknown): OfficeProblem {
  return thrown instanceof OfficeProblem ? thrown : new OfficeProblem("nonsense");
}

function isRecord(value: unknown): value is Record<string, string> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
