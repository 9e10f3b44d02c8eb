/** The command line or an input file is wrong: exit code 2. The message names the option, file or line. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
