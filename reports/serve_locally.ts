/**
 * Serves pages to this machine, and to no other.
 *
 * @module
 */
import { InputError } from "../lib/errors.ts";

/** A server that runs. */
export interface LocalServer {
  /** Address of the page. */
  readonly url: string;
  /** Resolves when the server has ended. */
  readonly finished: Promise<void>;
  /** Ends it, once requests that it has begun to answer are answered. */
  stop(): Promise<void>;
}

/** Names under which a browser on this machine asks; another one is that of a foreign page. */
const HOSTS: readonly string[] = ["localhost", "127.0.0.1"];

/**
 * Listens on 127.0.0.1.
 *
 * @param port Port; 0 takes any that is free.
 * @param answer Answers GET and HEAD; other methods, and requests to other hosts, are refused.
 * @returns The server, which listens.
 * @throws {InputError} If the port is taken, or the system does not give it.
 * @throws {Deno.errors.NotCapable} If Deno was not given the network.
 */
export function serveLocally(
  port: number,
  answer: (request: Request) => Response | Promise<Response>,
): LocalServer {
  try {
    const server = Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {} }, (request) => {
      if (request.method !== "GET" && request.method !== "HEAD") {
        return new Response("Only GET and HEAD.\n", {
          status: 405,
          headers: { allow: "GET, HEAD" },
        });
      }
      const { hostname } = new URL(request.url);
      return HOSTS.includes(hostname) ? answer(request) : new Response(null, { status: 403 });
    });
    return {
      url: `http://localhost:${server.addr.port}/`,
      finished: server.finished,
      stop: () => server.shutdown(),
    };
  } catch (error) {
    const taken = error instanceof Deno.errors.AddrInUse;
    if (!taken && !(error instanceof Deno.errors.PermissionDenied)) throw error;
    throw new InputError(
      taken ? "port-taken" : "port-denied",
      taken ? `Port ${port} is taken.` : `The system does not give port ${port} to this program.`,
      "Choose another with --port N; --port 0 takes any that is free.",
      { cause: error },
    );
  }
}
