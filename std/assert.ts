/** The part of `@std/assert` this project uses, over `node:assert`, for machines without JSR. */
import { AssertionError, deepStrictEqual, ok } from "node:assert";

export { AssertionError };

/** Fails unless `expr` is truthy. */
export function assert(expr: unknown, msg = ""): asserts expr {
  ok(expr, msg || undefined);
}

/** Fails unless `actual` equals `expected` deeply. */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  deepStrictEqual(actual, expected, msg);
}

/** Fails unless `actual` contains `expected`. */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  ok(
    actual.includes(expected),
    msg ?? `Expected ${JSON.stringify(actual)} to contain ${JSON.stringify(expected)}`,
  );
}

/** Fails unless `actual` matches `expected`. */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  ok(expected.test(actual), msg ?? `Expected ${JSON.stringify(actual)} to match ${expected}`);
}

// deno-lint-ignore no-explicit-any
type ErrorClass<E> = abstract new (...args: any[]) => E;

function checkError<E extends Error>(
  error: unknown,
  ErrorClass?: ErrorClass<E>,
  msgIncludes?: string,
): E {
  if (ErrorClass && !(error instanceof ErrorClass)) {
    throw new AssertionError({
      message: `Expected error to be instance of "${ErrorClass.name}", but was "${
        error instanceof Error ? error.constructor.name : typeof error
      }": ${error}`,
    });
  }
  if (msgIncludes) assertStringIncludes((error as Error).message, msgIncludes);
  return error as E;
}

/** Fails unless `fn` throws (an `ErrorClass` whose message has `msgIncludes`); returns what it threw. */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass?: ErrorClass<E>,
  msgIncludes?: string,
): E {
  try {
    fn();
  } catch (error) {
    return checkError(error, ErrorClass, msgIncludes);
  }
  throw new AssertionError({ message: "Expected function to throw." });
}

/** The same for a promise. */
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass?: ErrorClass<E>,
  msgIncludes?: string,
): Promise<E> {
  try {
    await fn();
  } catch (error) {
    return checkError(error, ErrorClass, msgIncludes);
  }
  throw new AssertionError({ message: "Expected function to reject." });
}
