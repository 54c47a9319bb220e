/** The same program behind loopback HTTP. The token comes in the URL fragment, which no server and no log sees. */
import type { Event } from "./generated/Event";
import { asError, type Host } from "./host";

const KEY = "ktpel-token";

/** Takes the token out of the address bar and keeps it for this tab. */
export function takeToken(location: Location, history: History, storage: Storage): string {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    storage.setItem(KEY, given);
    history.replaceState(null, "", location.pathname + location.search);
  }
  return given ?? storage.getItem(KEY) ?? "";
}

export function webHost(token: string): Host {
  const headers = { "x-ktpel-token": token };

  async function post(path: string, type: string, body: BodyInit): Promise<unknown> {
    let answer: Response;
    try {
      answer = await fetch(path, { method: "POST", headers: { ...headers, "content-type": type }, body });
    } catch (thrown) {
      throw asError(thrown);
    }
    const value: unknown = await answer.json().catch(() => null);
    if (!answer.ok) throw asError(value);
    return value;
  }

  return {
    call: (method, params) => post(`/rpc/${method}`, "application/json", JSON.stringify(params)),

    listen(heard) {
      const source = new EventSource(`/events?token=${encodeURIComponent(token)}`);
      source.addEventListener("kit", (message: MessageEvent<string>) => heard(JSON.parse(message.data) as Event));
      return () => source.close();
    },

    putBlob: (bytes) => post("/blob", "application/octet-stream", bytes.slice()) as Promise<string>,

    attachmentUrl: (hash) => `/lampiran/${encodeURIComponent(hash)}?token=${encodeURIComponent(token)}`,
  };
}
