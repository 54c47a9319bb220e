// A server of automerge-repo that keeps its documents in files. Says its port, then for each list of heads how many documents it has whole,
// what came and what that cost it.
import { readFileSync, writeFileSync } from "node:fs";
import { Repo } from "@automerge/automerge-repo";
import { WebSocketServerAdapter } from "@automerge/automerge-repo-network-websocket";
import { NodeFSStorageAdapter } from "@automerge/automerge-repo-storage-nodefs";
import { WebSocketServer } from "ws";

// The library gives a document up that is not ready within a minute; what is whole counts.
process.on("unhandledRejection", () => undefined);
const wss = new WebSocketServer({ port: 0, host: "127.0.0.1" });
const came = { bytes: 0, messages: 0 };
wss.on("connection", (socket) =>
  socket.on("message", (data) => {
    came.bytes += data.length;
    came.messages += 1;
  }),
);
const storage = new NodeFSStorageAdapter(process.argv[2]);
const repo = new Repo({ network: [new WebSocketServerAdapter(wss)], storage, peerId: "server", sharePolicy: async () => false });
// As the kernel counts it: what is held now, and the most since the counting began.
const memory = (field) => Number(readFileSync("/proc/self/status", "utf8").match(new RegExp(`${field}:\\s+(\\d+) kB`))[1]) * 1024;
writeFileSync("/proc/self/clear_refs", "5");
const before = memory("VmRSS");
const whole = new Set();
process.on("message", ({ heads }) => {
  const cpu = process.cpuUsage();
  for (const id of Object.keys(heads)) {
    const handle = whole.has(id) ? undefined : repo.handles[id];
    if (handle?.isReady() && String(handle.heads()) === String(heads[id])) whole.add(id);
  }
  const growth = memory("VmHWM") - before;
  process.send({ ...came, whole: whole.size, growth, cpu_s: (cpu.user + cpu.system) / 1e6 });
});
wss.on("listening", () => process.send({ port: wss.address().port }));
