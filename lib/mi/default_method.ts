/**
 * The method of `estimate` where none is named. The information plane and the figures of the paper have
 * the paper's: see {@linkcode PAPER_METHOD}.
 *
 * @module
 */

/** Registry id of the method of `estimate()` and of the command, where none is named. */
export const DEFAULT_METHOD = "auto";

/** Registry id of the paper's method of choice: that of its information plane and of Algorithm 1. */
export const PAPER_METHOD = "wkl";

/**
 * Settings of `estimate` with the paper's method where they name none.
 *
 * @param settings Method and its options. @default {{}}
 * @returns The same with a method.
 */
export function paperMethod<Settings extends { readonly method?: string | undefined }>(
  settings?: Settings,
): Settings & { readonly method: string } {
  return { ...settings, method: settings?.method ?? PAPER_METHOD } as
    & Settings
    & { readonly method: string };
}
