/**
 * Programs of Workers that are text, so that they need no file and no permission.
 *
 * @module
 */

/**
 * A URL for a program that is text. A `data:` Worker has an origin of its own, to which an engine may
 * send no compiled module, so it is a blob; but a page from disk has no origin, and no blobs then.
 */
export function textUrl(text: string): string {
  if ((globalThis as { origin?: string }).origin === "null") {
    return `data:text/javascript,${encodeURIComponent(text)}`;
  }
  return URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
}
