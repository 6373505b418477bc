/**
 * Serves the page for browsers on this machine: `deno task browser`.
 *
 * @module
 */
import { BROWSER_OUTPUT, buildBrowser } from "./build.ts";

const TYPES: Readonly<Record<string, string>> = {
  "index.html": "text/html; charset=utf-8",
  "infoplane.js": "text/javascript; charset=utf-8",
};

await buildBrowser();
Deno.serve({
  hostname: "127.0.0.1",
  port: Number(Deno.args[0] ?? 8137),
  // deno-lint-ignore no-console -- a task says where it serves
  onListen: ({ hostname, port }) => console.log(`http://${hostname}:${port}/ (end with Ctrl-C)`),
}, async (request) => {
  const name = new URL(request.url).pathname.slice(1) || "index.html";
  if (!Object.hasOwn(TYPES, name)) return new Response("not found", { status: 404 });
  const body = await Deno.readFile(new URL(name, BROWSER_OUTPUT));
  // Any page may import the library from here.
  return new Response(body, {
    headers: { "content-type": TYPES[name], "access-control-allow-origin": "*" },
  });
});
