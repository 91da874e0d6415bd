import type { Done } from './edit.ts';
import type { Format } from './format.ts';
import { isEmpty, putChecked } from './put-checked.ts';
import { lookUp, Misread, type Path, sameValue, toValue, type Value } from './value.ts';

/**
 * Takes settings back. One whose value is no longer the one that was made stays, and its path is told. `isOurFile`:
 * there was no file before; its frame then stays as long as anything is in it, and the text is empty where nothing is.
 * Throws a {@link Misread} where the text cannot be read any more.
 */
export function takeOut(
  format: Format,
  text: string,
  done: readonly Done[],
  isOurFile: boolean,
): { text: string; left: Path[] } {
  const frame = done.filter((one) => one.isFrame);
  const rest = done.filter((one) => !one.isFrame);
  const { text: without, left } = takeEach(format, text, rest);
  const bare = takeEach(format, without, frame);
  if (!isOurFile) return { text: bare.text, left };
  return isEmpty(format.read(bare.text)) && left.length === 0 ? { text: '', left } : { text: without, left };
}

function takeEach(format: Format, text: string, done: readonly Done[]): { text: string; left: Path[] } {
  const left: Path[] = [];
  let now = text;
  for (const one of [...done].reverse()) {
    const { path, before, made } = one;
    const found = safely(() => lookUp(format.read(now), path));
    if (found === undefined && before === undefined) continue;
    if (!isOurs(one, found)) {
      left.push(path);
      continue;
    }
    now = putChecked(format, now, path, before === undefined ? undefined : toValue(before));
    for (let up = 1; up <= made && before === undefined; up++) {
      const container = path.slice(0, path.length - up);
      if (!isEmpty(lookUp(format.read(now), container))) break;
      now = putChecked(format, now, container, undefined);
    }
  }
  return { text: now, left };
}

function isOurs({ after, before, knownBy }: Done, found: Value | undefined): boolean {
  const made = toValue(after);
  if (knownBy === undefined || before !== undefined || found === undefined) return sameValue(found, made);
  return safely(() => sameValue(lookUp(found, knownBy), lookUp(made, knownBy))) ?? false;
}

/** Undefined where the way there is of another shape by now. */
function safely<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof Misread && error.why === 'shape') return undefined;
    throw error;
  }
}
