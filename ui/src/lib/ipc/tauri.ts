/** The laptop's window: two commands, one event and a protocol for attachments. */
import { convertFileSrc, invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Event } from "./generated/Event";
import { asError, type Host } from "./host";

export const tauriHost: Host = {
  async call(method, params) {
    try {
      return await invoke("rpc", { method, params });
    } catch (thrown) {
      throw asError(thrown);
    }
  },

  listen(heard) {
    const stop = listen<Event>("kit", (event) => heard(event.payload));
    return () => void stop.then((free) => free());
  },

  async putBlob(bytes) {
    try {
      return await invoke<string>("put_blob", bytes);
    } catch (thrown) {
      throw asError(thrown);
    }
  },

  attachmentUrl: (hash) => convertFileSrc(hash, "lampiran"),
};
