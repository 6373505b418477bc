/**
 * The error classes that callers branch on.
 *
 * @module
 */

/**
 * The input cannot be used as it is: a wrong value, shape, option or file. The message says what is
 * wrong and where; {@linkcode InputError.hint} says what to do. The command line exits with 2.
 */
export class InputError extends RangeError {
  /** Stable identifier of the condition, in kebab-case. */
  readonly code: string;
  /** What the user can do about it: at most two lines. */
  readonly hint: string | undefined;

  /**
   * @param code Stable identifier, in kebab-case.
   * @param message What is wrong, and where, in one line.
   * @param hint What to do about it, at most two lines.
   * @param options Holds the `cause`, where there is one.
   */
  constructor(code: string, message: string, hint?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "InputError";
    this.code = code;
    this.hint = hint;
  }
}
