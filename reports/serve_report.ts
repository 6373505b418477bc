/**
 * Finds the report that a run has written, and serves it on this machine.
 *
 * @module
 */
import { type Profile, PROFILES } from "./profile.ts";
import { type LocalServer, serveLocally } from "./serve_locally.ts";

/** A report on disk. */
export interface FoundReport {
  /** Profile that made it. */
  readonly profile: Profile;
  /** Its folder. */
  readonly folder: string;
  /** When its page was written. */
  readonly writtenAt: Date;
}

/**
 * Finds the page that was written last.
 *
 * @param out Folder that has one subfolder per profile.
 * @param profile The profile to look for; any where it is not given.
 * @returns The report, or null if there is none.
 */
export async function findReport(out: string, profile?: Profile): Promise<FoundReport | null> {
  const found = await Promise.all(
    PROFILES.filter((name) => profile === undefined || name === profile).map(async (name) => {
      const folder = `${out}/${name}`;
      const writtenAt = await modified(`${folder}/index.html`);
      return writtenAt === null ? [] : [{ profile: name, folder, writtenAt }];
    }),
  );
  const newestFirst = found.flat().sort((a, b) => b.writtenAt.getTime() - a.writtenAt.getTime());
  return newestFirst[0] ?? null;
}

async function modified(path: string): Promise<Date | null> {
  try {
    const { isFile, mtime } = await Deno.stat(path);
    return isFile ? mtime ?? new Date(0) : null;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return null;
    }
    throw error;
  }
}

/**
 * Serves the files of a folder to this machine: `index.html` at the root, and files beside it by name.
 * Every request reads the file anew, so that a page can be loaded again after another run.
 *
 * @param folder The folder; its subfolders are not served.
 * @param port Port; 0 takes any that is free.
 * @returns The server, which listens.
 * @throws {InputError} If the port is taken, or the system does not give it.
 */
export function serveReport(folder: string, port: number): LocalServer {
  return serveLocally(port, (request) => answer(folder, request));
}

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  json: "application/json; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
};

async function answer(folder: string, request: Request): Promise<Response> {
  const name = new URL(request.url).pathname.slice(1) || "index.html";
  // Names of files beside the page: no folder, and so none above it.
  if (!/^\w[\w.-]*$/.test(name)) return notFound(name);
  try {
    const bytes = await Deno.readFile(`${folder}/${name}`);
    const type = TYPES[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";
    return new Response(request.method === "HEAD" ? null : bytes, {
      headers: {
        "content-type": type,
        "content-length": String(bytes.length),
        "cache-control": "no-cache",
        "x-content-type-options": "nosniff",
      },
    });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.IsADirectory) {
      return notFound(name);
    }
    throw error;
  }
}

function notFound(name: string): Response {
  return new Response(`There is no ${name} in this report.\n`, { status: 404 });
}
