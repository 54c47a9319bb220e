/** A refusal or failure of the office API: a code that the dashboard has words for. */
import type { OfficeCode, Reason } from "./views";

/** Codes of the server, and two that only the browser can notice. */
export type ProblemCode = OfficeCode | "unreachable" | "nonsense";

const SERVER_CODES: Record<OfficeCode, true> = {
  unauthenticated: true,
  wrong_password: true,
  wrong_code: true,
  account_disabled: true,
  one_time_expired: true,
  weak_password: true,
  login_taken: true,
  account_must_stay: true,
  too_many_tries: true,
  not_your_role: true,
  not_found: true,
  bad_request: true,
  invalid: true,
  stale: true,
  not_allowed: true,
  nothing_to_do: true,
  second_person: true,
  origin: true,
  disk_full: true,
  version_too_old: true,
  internal: true,
};

export class OfficeProblem extends Error {
  readonly code: ProblemCode;
  readonly params: Partial<Record<string, string>>;
  readonly reasons: Reason[];

  constructor(code: ProblemCode, params: Partial<Record<string, string>> = {}, reasons: Reason[] = []) {
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
    if (isServerCode(code)) {
      return new OfficeProblem(
        code,
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

function isServerCode(code: unknown): code is OfficeCode {
  return typeof code === "string" && Object.hasOwn(SERVER_CODES, code);
}
