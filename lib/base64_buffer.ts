/**
 * What Cephes needs of Node's `Buffer` while it is loaded, where there is none: in browsers. It is
 * imported before Cephes, and taken away after.
 *
 * @module
 */
const scope = globalThis as { Buffer?: unknown };

const isNeeded = scope.Buffer === undefined;
if (isNeeded) {
  scope.Buffer = {
    from: (base64: string) => Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0)),
  };
}

/** Takes the stand-in away; does nothing where `Buffer` is the runtime's own. */
export function removeBase64Buffer(): void {
  if (isNeeded) delete scope.Buffer;
}
