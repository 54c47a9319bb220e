/** The contract, typed: methods, events, blobs and attachments. The entry chooses the host once; tests put in their own. */
import type { CaseView } from "./generated/CaseView";
import type { Event } from "./generated/Event";
import type { Rpc } from "./generated/Rpc";
import type { Host } from "./host";

export type { Event } from "./generated/Event";
export type { Rpc } from "./generated/Rpc";
export { ProblemError, problemOf } from "./host";
export type { Host } from "./host";

export type Method = keyof Rpc;

/** Methods that answer with the case as it is afterwards. */
export type CaseMethod = { [M in Method]: Rpc[M]["result"] extends CaseView ? M : never }[Method];

/** Runs a command on the case that is open and shows the answer; null when it was refused (the refusal is on screen). */
export type Act = <M extends CaseMethod>(method: M, params: Omit<Rpc[M]["params"], "id">) => Promise<CaseView | null>;

let host: Host | undefined;

/** Sets the program the UI talks to. */
export function useHost(chosen: Host): void {
  host = chosen;
}

/** Finds out where the UI runs. */
export async function findHost(): Promise<Host> {
  if ("__TAURI_INTERNALS__" in globalThis) return (await import("./tauri")).tauriHost;
  const { takeToken, webHost } = await import("./web");
  return webHost(takeToken(location, history, sessionStorage));
}

function theHost(): Host {
  if (!host) throw new Error("useHost comes before the first call");
  return host;
}

/** Calls a use case. */
export function call<M extends Method>(method: M, params: Rpc[M]["params"]): Promise<Rpc[M]["result"]> {
  return theHost().call(method, params) as Promise<Rpc[M]["result"]>;
}

const listeners = new Set<(event: Event) => void>();
let stop: (() => void) | undefined;

/** Hears events until the returned function is called. All share one line to the host. */
export function on(heard: (event: Event) => void): () => void {
  listeners.add(heard);
  stop ??= theHost().listen((event) => listeners.forEach((listener) => listener(event)));
  return () => {
    listeners.delete(heard);
    if (listeners.size > 0) return;
    stop?.();
    stop = undefined;
  };
}

/** Hands a picture over; gives the id for `recording.capture`. */
export function putBlob(bytes: Uint8Array): Promise<string> {
  return theHost().putBlob(bytes);
}

/** Address of an attachment for an image. */
export function attachmentUrl(hash: string): string {
  return theHost().attachmentUrl(hash);
}
