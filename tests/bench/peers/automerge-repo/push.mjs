// Pushes made-up documents from a file to a server over a websocket and says what that took: one line of JSON.
// node push.mjs FILE CASES SECONDS; the file holds four bytes of length (big endian), then a document, again and again.
import { fork } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Repo } from "@automerge/automerge-repo";
import { WebSocketClientAdapter } from "@automerge/automerge-repo-network-websocket";

// The library gives a document up that is not ready within a minute; what is whole counts.
process.on("unhandledRejection", () => undefined);
const [file, cases, seconds] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "automerge-repo-"));
const server = fork(fileURLToPath(new URL("server.mjs", import.meta.url)), [folder]);
const heard = () => new Promise((resolve) => server.once("message", resolve));
const { port } = await heard();
const bytes = readFileSync(file);
let at = 0;
const next = () => {
  const length = bytes.readUInt32BE(at);
  at += 4 + length;
  return bytes.subarray(at - length, at);
};

const repo = new Repo({ network: [new WebSocketClientAdapter(`ws://127.0.0.1:${port}`)], peerId: "kit", sharePolicy: async () => true });
await repo.networkSubsystem.whenReady();
const start = performance.now();
const spent = () => (performance.now() - start) / 1000;
const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const heads = {};
const arrived = async () => {
  // Asked seldom: the answer costs the server time too.
  for (;;) {
    server.send({ heads });
    const report = await heard();
    if (report.whole === Object.keys(heads).length || spent() > Number(seconds)) return report;
    await rest(500);
  }
};
// As many at once as samod gets.
const PORTION = 1000;
for (let n = 0; n < Number(cases) && spent() < Number(seconds); n += 1) {
  const handle = repo.import(next());
  heads[handle.documentId] = handle.heads();
  if (n % PORTION === PORTION - 1) await arrived();
  // What was loaded goes out before more is loaded.
  else if (n % 20 === 19) await rest(0);
}
const report = await arrived();
console.log(JSON.stringify({ ...report, seconds: spent() }));
server.kill();
rmSync(folder, { recursive: true });
process.exit(0);
