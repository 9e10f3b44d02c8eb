import type { NativeStream } from "./native-stream.ts";

const MOST_IDLE = 16;

/** Streams of one kind that were used and are as good as new: to make one takes as long as to compress ten pages. */
export class StreamPool {
  readonly #make: () => NativeStream;
  readonly #resets: () => boolean;
  readonly #idle: NativeStream[] = [];

  /** @param resets False where a stream that was reset is not as good as new: none is kept. */
  constructor(make: () => NativeStream, resets: () => boolean) {
    this.#make = make;
    this.#resets = resets;
  }

  take(): NativeStream {
    return this.#idle.pop() ?? this.#make();
  }

  /** Whatever has become of it. */
  give(stream: NativeStream): void {
    if (this.#idle.length >= MOST_IDLE || !this.#resets()) return stream.close();
    stream.reset();
    this.#idle.push(stream);
  }

  /** Closes those that are kept. */
  empty(): void {
    for (const stream of this.#idle.splice(0)) stream.close();
  }
}
