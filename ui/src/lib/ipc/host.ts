/** What the UI asks of the program it runs in. One implementation for each host; nothing else knows which one it has. */
import type { Event } from "./generated/Event";
import type { Problem } from "./generated/Problem";

export interface Host {
  /** Calls a use case with JSON parameters; fails with a {@link ProblemError}. */
  call(method: string, params: unknown): Promise<unknown>;
  /** Hears what the kit tells without being asked, until the returned function is called. */
  listen(heard: (event: Event) => void): () => void;
  /** Hands a picture over before a capture; gives its id. */
  putBlob(bytes: Uint8Array): Promise<string>;
  /** Address of an attachment for an image. */
  attachmentUrl(hash: string): string;
}

/** A refusal or failure, with its code; the words are in lib/i18n. */
export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.code);
    this.name = "ProblemError";
  }
}

/** The problem of anything that was thrown; what is no problem of the contract is a fault of the program. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof ProblemError) return thrown.problem;
  return isProblem(thrown) ? thrown : { code: "internal", params: {}, reasons: [] };
}

function isProblem(value: unknown): value is Problem {
  return typeof value === "object" && value !== null && "code" in value && typeof value.code === "string";
}

/** Makes what a host threw into a {@link ProblemError}. */
export function asError(thrown: unknown): ProblemError {
  const { code, params, reasons } = problemOf(thrown);
  return new ProblemError({ code, params: params ?? {}, reasons: reasons ?? [] });
}
