/** Bytes of one sample. */
const WIDTH = 4;

/** Where samples are taken: two an octave, up to 24 MB. */
const PLACES = Array.from({ length: 38 }, (_, i) => (i % 2 === 0 ? 32 : 48) * 2 ** (i >> 1));

/** A few bytes of a buffer at set places: what tells most of those apart that differ, without a look at all of it. */
export interface Samples {
  /** Bytes of the whole buffer. */
  length: number;
  /** One a place that the buffer has. */
  values: Uint32Array;
}

export function samplesOf(bytes: Buffer): Samples {
  let count = 0;
  while (count < PLACES.length && (PLACES[count] ?? 0) + WIDTH <= bytes.length) count++;
  const values = new Uint32Array(count);
  for (let i = 0; i < count; i++) values[i] = bytes.readUInt32LE(PLACES[i]);
  return { length: bytes.length, values };
}

/** Bytes that two buffers can have in common at their beginning, at most, as their samples have it. */
export function sharedAtMost(a: Samples, b: Samples): number {
  const count = Math.min(a.values.length, b.values.length);
  for (let i = 0; i < count; i++) if (a.values[i] !== b.values[i]) return (PLACES[i] ?? 0) + WIDTH - 1;
  return Math.min(a.length, b.length);
}
