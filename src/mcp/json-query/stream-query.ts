import { type Builder, type Built, createBuilder, type ExactNumbers } from './build.ts';
import type { Compiled, Filter as Expression, Pick } from './compile.ts';
import type { JsonEvents } from './events.ts';
import { QueryFailure, sizeText } from './failure.ts';
import type { Matches } from './matches.ts';
import { after, flat, HERE, type Order } from './order.ts';
import { pathText } from './path-text.ts';

/** A value that a segment of the query is applied to; one behind the last is a match. */
interface State {
  segment: number;
  order: Order | null;
}

/** What becomes of a value: the states that it has, and those that it has where a filter is true of it. */
interface Arrival {
  states: State[];
  filtered: { expression: Expression; state: State }[];
}

/** A container that is followed without being taken up. */
interface Frame {
  array: boolean;
  states: State[];
  /** How many children have begun. */
  children: number;
  /** The key or index of the child that comes or is there. */
  name: string | number;
}

/** More ways than this to one value are no query that anyone means. */
const MAX_STATES = 10_000;

function picks(pick: Pick, array: boolean, name: string | number): boolean {
  switch (pick.kind) {
    case 'name':
      return !array && name === pick.name;
    case 'index':
      return array && name === pick.index;
    case 'slice': {
      const from = (name as number) - pick.start;
      return array && pick.step > 0 && from >= 0 && (name as number) < pick.stop && from % pick.step === 0;
    }
    default:
      return true;
  }
}

/**
 * Follows a query along a file as it is read. Containers on the way are passed through; a value is taken up in memory where
 * it matches, where a filter looks at it, or where a segment needs it whole, and then the library answers what is left of the
 * query. With `whole`, that is so from the root on.
 */
export function followQuery(
  { environment, segments, from }: Compiled,
  matches: Matches,
  { whole, maxValueBytes }: { whole: boolean; maxValueBytes: number },
): JsonEvents {
  const exact: ExactNumbers = new WeakMap();
  const frames: Frame[] = [];
  let skipped = 0;
  let builder: Builder | null = null;
  let arrival: Arrival = { states: [], filtered: [] };
  let startedAt = 0;
  let begun = false;

  const location = (): (string | number)[] => frames.map(({ name }) => name);

  function arrive(): Arrival {
    const frame = frames.at(-1);
    if (frame === undefined) return { states: [{ segment: 0, order: null }], filtered: [] };
    const position = frame.children++;
    if (frame.array) frame.name = position;
    const states: State[] = [];
    const filtered: Arrival['filtered'] = [];
    for (const { segment, order } of frame.states) {
      const { descends, picks: selectors } = segments[segment] as (typeof segments)[number];
      const here = descends ? after(order, HERE) : order;
      selectors?.forEach((pick, i) => {
        if (!picks(pick, frame.array, frame.name)) return;
        const state = { segment: segment + 1, order: after(after(here, i), position) };
        if (pick.kind === 'filter') filtered.push({ expression: pick.expression, state });
        else states.push(state);
      });
      if (descends) states.push({ segment, order: after(order, position) });
    }
    if (states.length + filtered.length > MAX_STATES)
      throw new QueryFailure(
        `The query reaches ${pathText(location())} in more than ${MAX_STATES} ways; use fewer ".." in it.`,
      );
    return { states, filtered };
  }

  const needed = ({ states, filtered }: Arrival): boolean =>
    filtered.length > 0 ||
    states.some(({ segment }) => segment === segments.length || segments[segment]?.picks === null);

  function settle(built: Built, { states, filtered }: Arrival): void {
    const { value } = built;
    const here = location();
    const truth = new Map<Expression, boolean>();
    for (const { expression, state } of filtered) {
      const known =
        truth.get(expression) ??
        expression.evaluate({ environment, currentValue: value, rootValue: value, lazy: true });
      truth.set(expression, known);
      if (known) states.push(state);
    }
    for (const { segment, order } of states) {
      if (segment === segments.length) matches.add(built, here, [], value, flat(order), exact);
      else if (typeof value === 'object' && value !== null) {
        const before = flat(order);
        let count = 0;
        for (const node of from(segment).lazyQuery(value))
          matches.add(built, here, node.location, node.value as Built['value'], [...before, count++], exact);
      }
    }
  }

  function settleBuilt(): void {
    if (builder === null || builder.built === null) return;
    const { built } = builder;
    builder = null;
    settle(built, arrival);
  }

  function checkSize(at: number): void {
    if (whole || at - startedAt <= maxValueBytes) return;
    const inFilter = arrival.filtered.length > 0;
    throw new QueryFailure(
      `The value at ${pathText(location())} has more than ${sizeText(maxValueBytes)} and would have to be ` +
        `${inFilter ? 'looked at whole by a filter' : 'taken up whole'}, which is too much in a file of this size. ` +
        (inFilter
          ? 'Name the list that the filter is for, as in $.items[?@.id == 7] instead of $..[?@.id == 7].'
          : 'Ask for a part of it: with [*] and a name, with a slice such as [0:20], or with a filter; indices and slices must not count from the end.'),
    );
  }

  return {
    enter(array, at) {
      if (skipped > 0) {
        skipped++;
        return;
      }
      if (builder !== null) {
        builder.enter(array, at);
        return;
      }
      arrival = arrive();
      if ((whole && !begun) || needed(arrival)) {
        begun = true;
        startedAt = at;
        builder = createBuilder(exact);
        builder.enter(array, at);
        return;
      }
      if (arrival.states.length === 0) skipped = 1;
      else frames.push({ array, states: arrival.states, children: 0, name: '' });
    },
    key(name, at) {
      if (skipped > 0) return;
      if (builder !== null) builder.key(name, at);
      else (frames.at(-1) as Frame).name = name;
    },
    scalar(value, digits, at) {
      if (skipped > 0) return;
      if (builder !== null) {
        builder.scalar(value, digits, at);
        checkSize(at);
        return;
      }
      const reached = arrive();
      if (needed(reached)) settle({ value, digits }, reached);
    },
    leave(at) {
      if (skipped > 0) {
        skipped--;
        return;
      }
      if (builder !== null) {
        builder.leave(at);
        checkSize(at);
        settleBuilt();
        return;
      }
      frames.pop();
    },
  };
}
