/** What was found where something else was expected. */
export class CaseJsonError extends Error {
  override readonly name = "CaseJsonError";
  /** Where: `case.steps[3].packet.zero[0]`. */
  readonly path: string;

  constructor(path: string, expected: string, found: string) {
    super(`${path}: expected ${expected}, found ${found}`);
    this.path = path;
  }
}
