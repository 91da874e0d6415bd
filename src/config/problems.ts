import { type KeyPath, pathId, showPath } from './path.ts';
import { ConfigError, type ConfigErrorCode, type ConfigProblem } from './types.ts';

/** The file that problems are about, as it is shown and where its keys stand. */
export interface Source {
  /** Absolute. */
  file: string;
  /** As a person knows it: below the working directory where it is there. */
  shown: string;
  lines: ReadonlyMap<string, number>;
}

/** Gathers everything that is wrong, so that a person sees it at once. */
export class Problems {
  private readonly source: Source | null;
  private readonly found: ConfigProblem[] = [];

  constructor(source: Source | null) {
    this.source = source;
  }

  /** A key of the file is to blame. `message` goes on after the key's name; `hint` says what to do about it. */
  add(path: KeyPath, message: string, hint: string | null = null): void {
    const line = this.line(path);
    const key = path.length === 0 ? null : showPath(path);
    const where = this.source === null ? '' : `${this.source.shown}${line === null ? '' : `:${line}`}: `;
    const sentence = `${where}${key === null ? 'the file' : key} ${message}${hint === null ? '' : `; ${hint}`}`;
    if (this.found.some((one) => one.message === sentence)) return;
    this.found.push({ message: sentence, file: this.source?.file ?? null, line, key, hint });
  }

  /** Something outside the file (a flag, a variable) is to blame. */
  addElsewhere(what: string, message: string): void {
    this.found.push({ message: `${what} ${message}`, file: null, line: null, key: null, hint: null });
  }

  /** The line of a key, or of the nearest table around it. */
  line(path: KeyPath): number | null {
    for (let length = path.length; length > 0; length--) {
      const line = this.source?.lines.get(pathId(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return null;
  }

  /** Throws one {@link ConfigError} with all problems, where there are any. */
  check(): void {
    if (this.found.length > 0) throw configError(this.found);
  }
}

/** One error out of several problems, in the order of the file's lines. */
export function configError(
  problems: readonly ConfigProblem[],
  code: ConfigErrorCode = 'INVALID',
): ConfigError {
  const sorted = problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
  return new ConfigError(sorted.map((problem) => problem.message).join('\n'), {
    file: sorted[0]?.file ?? null,
    line: sorted[0]?.line ?? null,
    key: sorted[0]?.key ?? null,
    code,
    problems: sorted,
  });
}
