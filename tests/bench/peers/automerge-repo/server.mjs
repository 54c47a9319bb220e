// A server of automerge-repo that keeps its documents in memory. Says its port, then for each "report" what came and what it holds.
import { Repo } from "@automerge/automerge-repo";
import { WebSocketServerAdapter } from "@automerge/automerge-repo-network-websocket";
import { WebSocketServer } from "ws";

const wss = new WebSocketServer({ port: 0, host: "127.0.0.1" });
const came = { bytes: 0, messages: 0 };
wss.on("connection", (socket) =>
  socket.on("message", (data) => {
    came.bytes += data.length;
    came.messages += 1;
  }),
);
const repo = new Repo({ network: [new WebSocketServerAdapter(wss)], peerId: "server", sharePolicy: async () => false });
const rss = () => process.memoryUsage().rss;
const first = rss();
let peak = first;
setInterval(() => (peak = Math.max(peak, rss())), 50).unref();
process.on("message", async ({ ids }) => {
  let whole = 0;
  for (const id of ids) {
    const handle = repo.handles[id];
    if (handle?.isReady() && handle.doc().nama_24) whole += 1;
  }
  const cpu = process.cpuUsage();
  process.send({ ...came, whole, growth: Math.max(peak, rss()) - first, cpu_s: (cpu.user + cpu.system) / 1e6 });
});
wss.on("listening", () => process.send({ port: wss.address().port }));
