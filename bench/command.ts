import process from "node:process";

/** Runs a command with this program's arguments; wrong use (a RangeError) is one line and exit code 2. */
export async function runCommand(main: (args: string[]) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    const wrongUse = error instanceof RangeError ||
      /^ERR_PARSE_ARGS/.test((error as { code?: string }).code ?? "");
    console.error(wrongUse ? `error: ${(error as Error).message}` : error);
    process.exitCode = wrongUse ? 2 : 1;
  }
}
