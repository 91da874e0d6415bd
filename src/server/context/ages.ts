import { agesOf, turnAges } from '../../context/index.ts';
import type { ChainLink, OutlineNode, StoredExchange } from '../../storage/index.ts';
import type { ServerDeps } from '../deps.ts';

/** Turns of an agent that are looked at, the newest first. */
const MAX_TURNS = 500;

/** Chains of earlier turns that parted from this one that are read, and places of them together. */
const MAX_PARTED = 12;
const MAX_PLACES = 60_000;

export interface Ages {
  /** Turns ago, by place; null where turns are not known. */
  ages: Int32Array | null;
  turns: { before: number; complete: boolean };
}

/** How many turns of its agent ago each block of a context came in. */
export async function readAges(
  { store }: Pick<ServerDeps, 'store'>,
  exchange: StoredExchange,
  outline: readonly OutlineNode[],
): Promise<Ages> {
  const { sessionId, agentId, id } = exchange;
  if (sessionId === null || outline.length === 0) return { ages: null, turns: { before: 0, complete: true } };
  const refs = await store.turnsBefore({ sessionId, agentId, before: id, limit: MAX_TURNS });
  const ageOf = turnAges(
    refs.map(({ head }) => head),
    outline.at(-1)?.id ?? null,
  );
  const covered = new Set(outline.map((node) => node.id));
  const parted: ChainLink[][] = [];
  let places = 0;
  let complete = refs.length < MAX_TURNS;
  for (const head of ageOf.keys()) {
    if (covered.has(head)) continue;
    if (parted.length >= MAX_PARTED || places >= MAX_PLACES) {
      complete = false;
      break;
    }
    const links = await store.ancestry([head]);
    links.sort((a, b) => a.depth - b.depth);
    for (const link of links) covered.add(link.id);
    places += links.length;
    parted.push(links);
  }
  return { ages: agesOf(outline, ageOf, parted), turns: { before: ageOf.size, complete } };
}
