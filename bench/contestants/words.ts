/** Memory that compresses about as text does. */
import { Dice } from "../../generators/dice.ts";

/** Words drawn from a few hundred, the same at every call. @param length Bytes. */
export function words(length: number): Uint8Array {
  const dice = new Dice(1, 1);
  const vocabulary = Array.from(
    { length: 300 },
    () => Uint8Array.from({ length: dice.between(2, 11) }, () => dice.between(97, 122)),
  );
  const text = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const word = dice.pick(vocabulary).subarray(0, length - at);
    text.set(word, at);
    at += word.length + 1;
  }
  return text;
}
