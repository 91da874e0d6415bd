import type { JsonEvents, Scalar } from './events.ts';
import type { Match, MatchList } from './matches.ts';
import { type Location, pathText } from './path-text.ts';
import { createPreview, PREVIEW_CHARS, type Preview, type PreviewText } from './preview.ts';
import { createScore, type Score } from './similarity.ts';

interface Found {
  path: string;
  similarity: number;
  preview: () => PreviewText;
}

/** Scores of texts that come again and again, as keys do, up to this many. */
const KNOWN_SCORES = 10_000;
/** Longest text whose score is kept, in characters. */
const KNOWN_CHARS = 100;
/** How much of a long text stands before what was found in it. */
const BEFORE_HIT = 60;

function remembered(score: Score): Score {
  const known = new Map<string, number>();
  return (text) => {
    if (text.length > KNOWN_CHARS) return score(text);
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = score(text);
    if (known.size < KNOWN_SCORES) known.set(text, made);
    return made;
  };
}

/** The best so far: higher scores first, and among equals those that come first in the file. No more bytes than allowed. */
function createBest(limit: number, maxBytes: number) {
  const best: Found[] = [];
  let total = 0;
  return {
    add(similarity: number, found: () => Omit<Found, 'similarity'>): void {
      total++;
      const last = best[limit - 1];
      if (last !== undefined && last.similarity >= similarity) return;
      let place = best.length;
      while (place > 0 && (best[place - 1] as Found).similarity < similarity) place--;
      best.splice(place, 0, { ...found(), similarity });
      if (best.length > limit) best.pop();
    },
    list(): MatchList {
      const matches: Match[] = [];
      let bytes = 0;
      for (const { path, similarity, preview } of best) {
        const { text, plain, shortened } = preview();
        const head = `{"path":${JSON.stringify(path)},"similarity":${Number(similarity.toFixed(3))},"value":`;
        const tail = shortened ? ',"shortened":true}' : '}';
        const match = { text: head + text + tail, plain: head + plain + tail };
        bytes += Buffer.byteLength(match.text) + 2;
        if (bytes > maxBytes) break;
        matches.push(match);
      }
      return { matches, total };
    },
  };
}

/** Tells where in the file what is told stands. */
function createPlace() {
  const names: (string | number)[] = [];
  const arrays: boolean[] = [];
  return {
    /** Before a value: counts it, where it stands in a list. */
    value(): void {
      const top = names.length - 1;
      if (arrays[top] === true) names[top] = (names[top] as number) + 1;
    },
    enter(array: boolean): void {
      arrays.push(array);
      names.push(array ? -1 : '');
    },
    key(name: string): void {
      names[names.length - 1] = name;
    },
    leave(): void {
      arrays.pop();
      names.pop();
    },
    location: (): Location => names,
  };
}

export interface Search extends JsonEvents {
  list(): MatchList;
}

/** Looks for keys that contain a text or are close to it; with each goes its value. Ranked as {@link createScore} says. */
export function searchKeys(query: string, limit: number, maxResultBytes: number): Search {
  const score = remembered(createScore(query));
  const best = createBest(limit, maxResultBytes);
  const place = createPlace();
  let writing: Preview[] = [];
  let writingNext: Preview[] = [];

  function tell(event: (preview: Preview) => void): void {
    if (writing.length === 0) return;
    for (const preview of writing) event(preview);
    writing = writing.filter(({ done }) => !done);
  }
  function begin(): void {
    place.value();
    if (writingNext.length === 0) return;
    writing.push(...writingNext);
    writingNext = [];
  }

  return {
    enter(array, at) {
      begin();
      tell((preview) => preview.enter(array, at));
      place.enter(array);
    },
    key(name, at) {
      place.key(name);
      tell((preview) => preview.key(name, at));
      const similarity = score(name);
      if (similarity === 0) return;
      best.add(similarity, () => {
        const preview = createPreview();
        writingNext.push(preview);
        return { path: pathText(place.location()), preview: () => preview.result() };
      });
    },
    scalar(value, digits, at) {
      begin();
      tell((preview) => preview.scalar(value, digits, at));
    },
    leave(at) {
      place.leave();
      tell((preview) => preview.leave(at));
    },
    list: () => best.list(),
  };
}

function previewOf(value: Scalar, digits: string | null, query: string): PreviewText {
  if (typeof value === 'string' && value.length > PREVIEW_CHARS) {
    const hit = value.toLowerCase().indexOf(query.toLowerCase());
    const from = Math.max(0, hit - BEFORE_HIT);
    const to = from + PREVIEW_CHARS;
    const text = JSON.stringify(
      `${from > 0 ? '…' : ''}${value.slice(from, to)}${to < value.length ? '…' : ''}`,
    );
    return { text, plain: text, shortened: true };
  }
  const plain = JSON.stringify(digits ?? value);
  return { text: digits ?? plain, plain, shortened: false };
}

/**
 * Looks for strings, numbers and booleans that contain a text or are close to it; numbers as the file writes them. Ranked as
 * {@link createScore} says.
 */
export function searchValues(query: string, limit: number, maxResultBytes: number): Search {
  const score = remembered(createScore(query));
  const best = createBest(limit, maxResultBytes);
  const place = createPlace();
  return {
    enter(array) {
      place.value();
      place.enter(array);
    },
    key(name) {
      place.key(name);
    },
    scalar(value, digits) {
      place.value();
      if (value === null) return;
      const similarity = score(digits ?? String(value));
      if (similarity === 0) return;
      best.add(similarity, () => {
        const shown = previewOf(value, digits, query);
        return { path: pathText(place.location()), preview: () => shown };
      });
    },
    leave() {
      place.leave();
    },
    list: () => best.list(),
  };
}
