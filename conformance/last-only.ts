/**
 * Remembers the last answer: whoever asks for the same right after gets it again. Arguments are the same when they are
 * identical.
 */
export function lastOnly<Args extends unknown[], Answer>(
  make: (...args: Args) => Answer,
): (...args: Args) => Answer {
  let last: { args: Args; answer: Answer } | undefined;
  return (...args) => {
    if (!last || args.some((arg, i) => arg !== last!.args[i])) {
      last = { args, answer: make(...args) };
    }
    return last.answer;
  };
}
