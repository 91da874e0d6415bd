import { ProxyError } from '../../exchange/index.ts';
import type { Fields } from '../neutral/parts.ts';
import type { MissingResponse, PreviousLookup, StoredResponse } from '../protocol.ts';
import { responseOfItem } from './ids.ts';
import { outputIn, type StoredOutput } from './stored-output.ts';
import { fieldsOf, isObject, listOf, named } from './wire.ts';

/** Turns of one conversation that are followed back, and items that they may amount to. */
const MAX_RESPONSES = 2000;
const MAX_ITEMS = 50_000;

const REASONS: Record<MissingResponse, [reason: string, hint: string]> = {
  unknown: ['no response with this id was answered here', 'send the earlier items as input'],
  deleted: ['its session was deleted', 'send the earlier items as input'],
  not_kept: [
    'its content was not kept',
    'set capture = "full" in the configuration, or send the earlier items as input',
  ],
};

function notFound(field: string, id: string, reason: string, hint: string): ProxyError {
  return new ProxyError(
    'previous_response_not_found',
    `${field}: ${JSON.stringify(id.slice(0, 100))}: ${reason}`,
    {
      details: { field, id: id.slice(0, 100) },
      hint,
    },
  );
}

function itemsOf(input: unknown): unknown[] {
  if (typeof input === 'string') return [{ type: 'message', role: 'user', content: input }];
  return listOf(input);
}

interface Turn {
  /** What the client sent, and the answer's output. */
  items: unknown[];
  previous: string | undefined;
}

/** Looks responses up, each once. */
class Earlier {
  private readonly known = new Map<string, { stored: StoredResponse; output: StoredOutput }>();
  private readonly lookup: PreviousLookup;

  constructor(lookup: PreviousLookup) {
    this.lookup = lookup;
  }

  async find(id: string, field: string): Promise<{ stored: StoredResponse; output: StoredOutput }> {
    const before = this.known.get(id);
    if (before !== undefined) return before;
    const stored = (await this.lookup(id)) ?? 'unknown';
    if (typeof stored === 'string') throw notFound(field, id, ...REASONS[stored]);
    const output = outputIn(Buffer.from(stored.answer));
    if (output === null)
      throw notFound(field, id, 'its answer did not come to an end', 'send the earlier items as input');
    const found = { stored, output };
    this.known.set(id, found);
    return found;
  }

  async turn(id: string, field: string): Promise<Turn> {
    const { stored, output } = await this.find(id, field);
    // A compaction stands for all that was before it.
    if (output.compaction) return { items: output.items, previous: undefined };
    const request = fieldsOf(stored.request);
    const previous = named(request.previous_response_id);
    return { items: [...itemsOf(request.input), ...output.items], previous };
  }
}

/** The turns before, the first one first. */
async function turnsBefore(id: string, earlier: Earlier): Promise<unknown[]> {
  const turns: unknown[][] = [];
  const seen = new Set<string>();
  let count = 0;
  let next: string | undefined = id;
  while (next !== undefined) {
    const field = 'previous_response_id';
    if (seen.has(next) || seen.size >= MAX_RESPONSES)
      throw notFound(field, id, 'goes back too far, or in a circle', 'send the earlier items as input');
    seen.add(next);
    const turn: Turn = await earlier.turn(next, field);
    count += turn.items.length;
    if (count > MAX_ITEMS)
      throw notFound(field, id, `stands for more than ${MAX_ITEMS} items`, 'send the earlier items as input');
    turns.push(turn.items);
    next = turn.previous;
  }
  return turns.reverse().flat();
}

function isReference(item: unknown): item is Fields & { id: string } {
  if (!isObject(item) || named(item.id) === undefined) return false;
  return item.type === 'item_reference' || (item.type === undefined && item.role === undefined);
}

/** Items in the place of references to them, where they were made here; others stay. */
async function resolved(items: unknown[], earlier: Earlier): Promise<unknown[]> {
  if (!items.some(isReference)) return items;
  const byId = new Map<string, unknown>();
  for (const item of items)
    if (isObject(item) && !isReference(item) && typeof item.id === 'string') byId.set(item.id, item);
  const out: unknown[] = [];
  for (const [i, item] of items.entries()) {
    if (!isReference(item)) {
      out.push(item);
      continue;
    }
    const response = responseOfItem(item.id);
    let found = byId.get(item.id);
    if (found === undefined && response !== null) {
      const field = `input[${i}].id`;
      const { output } = await earlier.find(response, field);
      found = output.items.find((one) => one.id === item.id);
      if (found === undefined)
        throw notFound(field, item.id, 'the response has no such item', 'send the item itself');
    }
    out.push(found ?? item);
  }
  return out;
}

/**
 * A request's body with all that `previous_response_id` and references to items of ours stand for put into its input.
 * The instructions are the newer ones alone, as the API has it. Gives the body itself where there is nothing to do.
 * Throws `previous_response_not_found` with the reason.
 */
export async function expandPrevious(body: Fields, lookup: PreviousLookup): Promise<Fields> {
  const previous = named(body.previous_response_id);
  const own = itemsOf(body.input);
  if (previous === undefined && !own.some(isReference)) return body;
  const earlier = new Earlier(lookup);
  const before = previous === undefined ? [] : await turnsBefore(previous, earlier);
  const input = await resolved([...before, ...own], earlier);
  const { previous_response_id: _, ...rest } = body;
  return { ...rest, input };
}
