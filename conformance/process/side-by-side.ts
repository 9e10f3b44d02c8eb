import { TargetError } from "../target.ts";

/**
 * Runs `work` on all of `items`, at most `jobs` at once; results in the order of the items. A TargetError takes the place
 * of a result and loses no other. After any other error no item is begun, and it is thrown when nothing runs any more.
 */
export async function sideBySide<Item, Result>(
  items: readonly Item[],
  jobs: number,
  work: (item: Item) => Promise<Result>,
): Promise<(Result | TargetError)[]> {
  const results: (Result | TargetError)[] = new Array(items.length);
  const queue = items.entries();
  const faults: unknown[] = [];
  const worker = async () => {
    for (const [i, item] of queue) {
      if (faults.length > 0) return;
      try {
        results[i] = await work(item);
      } catch (error) {
        if (error instanceof TargetError) results[i] = error;
        else faults.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  if (faults.length > 0) throw faults[0];
  return results;
}
