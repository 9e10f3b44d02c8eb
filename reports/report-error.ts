/** A report that cannot be read, or does not belong to the others. The message says which, and where in it. */
export class ReportError extends Error {
  override name = "ReportError";
}
