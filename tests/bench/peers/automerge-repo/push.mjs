// Pushes CASES documents of 25 changes and about 60 fields to a server over a websocket, and says what that took: one line of JSON.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Repo } from "@automerge/automerge-repo";
import { WebSocketClientAdapter } from "@automerge/automerge-repo-network-websocket";

const CASES = Number(process.argv[2] ?? 1000);
const CHANGES = 25;
const server = fork(fileURLToPath(new URL("server.mjs", import.meta.url)));
const heard = () => new Promise((resolve) => server.once("message", resolve));
const { port } = await heard();

let dice = 71;
const digits = (count) => {
  let text = "";
  while (text.length < count) {
    dice = (Math.imul(dice, 1103515245) + 12345) >>> 0;
    text += String(dice >>> 8);
  }
  return text.slice(0, count);
};
const NAMES = ["Siti", "Aminah", "Abdurrahman", "Halimah", "Muhammad", "Ismail", "Nurhayati", "Jamaluddin"];
const name = () => `${NAMES[digits(3) % NAMES.length]} ${NAMES[digits(3) % NAMES.length]}`;

const repo = new Repo({ network: [new WebSocketClientAdapter(`ws://127.0.0.1:${port}`)], peerId: "kit", sharePolicy: async () => true });
await repo.networkSubsystem.whenReady();
const start = performance.now();
const ids = [];
for (let at = 0; at < CASES; at += 1) {
  const handle = repo.create({ layanan: "baru" });
  for (let turn = 1; turn < CHANGES; turn += 1) {
    handle.change((doc) => {
      doc[`nama_${turn}`] = name();
      doc[`nomor_${turn}`] = digits(16);
      if (turn % 2 === 0) doc[`sidik_${turn}`] = digits(32);
    });
  }
  ids.push(handle.documentId);
  // What was made goes out as it is made, as a kit that is connected would send it.
  if (at % 20 === 19) await new Promise((resolve) => setImmediate(resolve));
}
for (;;) {
  server.send({ ids });
  const report = await heard();
  if (report.whole === CASES) {
    const seconds = (performance.now() - start) / 1000;
    console.log(JSON.stringify({ ...report, seconds }));
    server.kill();
    process.exit(0);
  }
  await new Promise((resolve) => setTimeout(resolve, 200));
}
