import * as z from 'zod';
import type { Calibration } from './state.ts';

/** Calibrations of one provider, model and vocabulary, by the client's protocol. */
export type ByProtocol = Map<string, Calibration>;

/** Another version is not read: what it knew is soon learnt again. */
const VERSION = 1;
/** Characters of a row, and protocols in it, that are read at most. */
const LONGEST = 20_000;
const MOST_PROTOCOLS = 16;

/** Sums stay far below this; what is above was not written by this program. */
const sum = z.number().nonnegative().max(1e12);
const share = z.number().nonnegative().max(10);
const count = z.number().int().nonnegative();
const mean = z.strictObject({ n: count.max(1000), value: share });

const calibration = z.strictObject({
  observations: count,
  growth: z.strictObject({ counted: sum, said: sum }),
  fit: z.strictObject({ n: sum, u: sum, uu: sum, r: sum, ur: sum }),
  anchored: mean,
  fitted: mean,
  odd: z.strictObject({ n: count.max(1000), ratio: sum }),
  differs: count.max(1000),
}) satisfies z.ZodType<Calibration>;

const row = z.strictObject({
  version: z.literal(VERSION),
  protocols: z.array(z.tuple([z.string().min(1).max(100), calibration])).max(MOST_PROTOCOLS),
});

/** As it is stored: small JSON, with its version. */
export function toData(protocols: ByProtocol): string {
  return JSON.stringify({ version: VERSION, protocols: [...protocols] });
}

/** What {@link toData} wrote; null for anything else. */
export function fromData(data: string): ByProtocol | null {
  if (data.length > LONGEST) return null;
  try {
    const read = row.safeParse(JSON.parse(data));
    return read.success ? new Map(read.data.protocols) : null;
  } catch {
    // Not JSON: damaged, or not ours.
    return null;
  }
}
