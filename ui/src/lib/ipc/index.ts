/** The contract, typed: methods, events, blobs and attachments. The entry chooses the host once; tests put in their own. */
import type { Event } from "./generated/Event";
import type { Rpc } from "./generated/Rpc";
import type { Host } from "./host";

export type { Event } from "./generated/Event";
export type { Rpc } from "./generated/Rpc";
export { ProblemError, problemOf } from "./host";
export type { Host } from "./host";

export type Method = keyof Rpc;

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

/** Hears events until the returned function is called. */
export function on(heard: (event: Event) => void): () => void {
  return theHost().listen(heard);
}

/** Hands a picture over; gives the id for `recording.capture`. */
export function putBlob(bytes: Uint8Array): Promise<string> {
  return theHost().putBlob(bytes);
}

/** Address of an attachment for an image. */
export function attachmentUrl(hash: string): string {
  return theHost().attachmentUrl(hash);
}
