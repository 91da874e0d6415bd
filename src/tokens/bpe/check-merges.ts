import { NotThisVocabulary } from '../not-this-vocabulary.ts';
import { createShortMerge } from './merge.ts';
import { NO_RANK, type Pack } from './pack.ts';
import { createRanks } from './ranks.ts';
import type { Merges } from './sources/tokens.ts';

/**
 * Whether merging by ranks is merging by a list of pairs (`model.merges` of a `tokenizer.json`). They are the same
 * where the pairs come in the order of the tokens that they make, and where each token's own bytes, merged by the
 * ranks below its own, end as two parts that are a pair in the list: nothing else can stand side by side when the
 * token's turn comes, whatever is around it, since what would have reached across its ends has not been merged. A
 * token that merging never makes is allowed where whole pieces are tokens. Throws where they
 * are not the same.
 */
export function checkMerges(pack: Pack, { pairs, wholePieces }: Merges): void {
  const known = new Set<number>();
  const keyOf = (rank: number, leftBytes: number): number => rank * (pack.longest + 1) + leftBytes;
  let last = 0;
  for (let i = 0; i < pairs.length; i += 2) {
    const rank = pairs[i] as number;
    if (rank < last) throw new NotThisVocabulary('merges_unordered');
    last = rank;
    known.add(keyOf(rank, pairs[i + 1] as number));
  }
  const ranks = createRanks(pack);
  let own = 0;
  const below: typeof ranks = {
    ...ranks,
    rankWithin(...place) {
      const rank = ranks.rankWithin(...place);
      return rank < own ? rank : NO_RANK;
    },
  };
  const merging = createShortMerge(below, pack.longest);
  for (own = 0; own < pack.offsets.length - 1; own++) {
    const from = pack.offsets[own] as number;
    const to = pack.offsets[own + 1] as number;
    if (to - from === 1) continue;
    const parts = merging.merge(pack.bytes, from, to);
    if (parts === 2 ? !known.has(keyOf(own, merging.starts()[1] ?? 0)) : !wholePieces)
      throw new NotThisVocabulary('merges_other', own);
  }
}
