import { BoundedMap, type PlacedContext } from '../context/index.ts';
import type { SessionBook } from './book.ts';
import { projectOf } from './project.ts';

/** Sessions whose project is remembered. */
const KNOWN = 20_000;
/** Turns of a session that are looked through for a folder: a tool that names one does so with its first. */
const LOOKS = 3;

interface Known {
  /** What was found or named; null while nothing is. */
  project: string | null;
  looks: number;
}

/** Which project each session is about: found once, and then left alone. */
export class Projects {
  readonly #book: SessionBook;
  readonly #known = new BoundedMap<number, Known>(KNOWN);

  constructor(book: SessionBook) {
    this.#book = book;
  }

  /** A request names its session's project itself: it has that from now on, whatever it had. */
  async named(session: number, project: string): Promise<void> {
    if (this.#known.get(session)?.project === project) return;
    await this.#book.setProject(session, project, true);
    this.settle(session, project);
  }

  /** Looks for the folder in a turn of the session's own agent; the first that is found stays. */
  async look(session: number, context: PlacedContext): Promise<void> {
    const { project, looks } = this.#known.get(session) ?? { project: null, looks: 0 };
    if (project !== null || looks >= LOOKS) return;
    this.#known.set(session, { project, looks: looks + 1 });
    const found = projectOf(context);
    if (found === null) return;
    const kept = await this.#book.setProject(session, found, false);
    this.settle(session, kept ?? found);
  }

  /** What a session is about is known, and not to be looked for again. */
  settle(session: number, project: string | null): void {
    this.#known.set(session, { project, looks: LOOKS });
  }

  forget(session: number): void {
    this.#known.delete(session);
  }
}
