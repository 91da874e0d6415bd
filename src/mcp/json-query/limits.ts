/** What one call may take. Every limit that is reached is named in the answer. */
export interface JsonQueryLimits {
  /** Largest file, in bytes. */
  maxFileBytes: number;
  /** Up to this size, in bytes, a file is read whole; a larger one is streamed. */
  wholeFileBytes: number;
  /** Largest value within a streamed file that is taken up at once, in bytes of its JSON. */
  maxValueBytes: number;
  maxMatches: number;
  /** Largest list of matches, in bytes of its JSON. */
  maxResultBytes: number;
  /** How many containers may stand one in the other. */
  maxDepth: number;
  /** Longest JSONPath or search text, in characters. */
  maxQueryChars: number;
  /** Longest time for one call once it runs, in ms. */
  timeMs: number;
  /** Heap of the thread that a call runs in, in MB. */
  heapMb: number;
  /** How many calls run at once; others wait. */
  maxThreads: number;
}

export const DEFAULT_LIMITS: Readonly<JsonQueryLimits> = {
  maxFileBytes: 4 * 1024 ** 3,
  wholeFileBytes: 8 * 1024 ** 2,
  maxValueBytes: 8 * 1024 ** 2,
  maxMatches: 1000,
  maxResultBytes: 128 * 1024,
  maxDepth: 512,
  maxQueryChars: 4096,
  timeMs: 120_000,
  heapMb: 512,
  maxThreads: 2,
};
