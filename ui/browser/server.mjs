// The built field UI over the kit in memory (src/testing), with the content security policy of the real hosts.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createServer as createVite } from "vite";

const UI = fileURLToPath(new URL("..", import.meta.url));
const DIST = join(UI, "dist/field");
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'";
const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

/** Starts on a free port; `answer(answers)` gives the kit other answers for the next page. */
export async function start() {
  const vite = await createVite({
    configFile: false,
    root: UI,
    appType: "custom",
    logLevel: "error",
    optimizeDeps: { noDiscovery: true, include: [] },
    server: { middlewareMode: true, watch: null, hmr: false, ws: false },
  });
  const { FakeKit } = await vite.ssrLoadModule("/src/testing/kit.ts");
  const sample = await vite.ssrLoadModule("/src/testing/sample.ts");
  let kit = new FakeKit();

  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://kit").pathname;
    if (path.startsWith("/rpc/")) await rpc(kit, path.slice(5), request, response);
    else if (path === "/events") response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
    else await file(path, response);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));

  return {
    url: `http://127.0.0.1:${server.address().port}/#token=test`,
    sample,
    answer: (answers) => (kit = new FakeKit(answers)),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await vite.close();
    },
  };
}

async function rpc(kit, method, request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  response.setHeader("content-type", "application/json");
  try {
    response.end(JSON.stringify(await kit.call(method, JSON.parse(Buffer.concat(chunks).toString()))));
  } catch (failure) {
    response.statusCode = 422;
    response.end(JSON.stringify(failure.problem ?? { code: "internal", params: {}, reasons: [] }));
  }
}

async function file(path, response) {
  const name = path === "/" ? "index.html" : path.slice(1);
  try {
    const content = await readFile(join(DIST, name));
    response.writeHead(200, { "content-type": TYPES[extname(name)], "content-security-policy": CSP }).end(content);
  } catch {
    response.writeHead(404).end();
  }
}
