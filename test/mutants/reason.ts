// Why an edit changes nothing, and which edits it is said of.

export interface Reason {
  /** End of the file's name. */
  readonly file: string | RegExp;
  /** What the edited line begins with, without indentation. */
  readonly line: string | RegExp;
  readonly kind: string | readonly string[];
  readonly replacement?: string | RegExp;
  readonly why: string;
}
