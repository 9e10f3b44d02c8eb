import type * as fc from "fast-check";

/**
 * fast-check's own: public signatures name it so, as `deno doc --lint` asks for documentation of foreign types too.
 *
 * @internal
 */
export type Arbitrary<T> = fc.Arbitrary<T>;
