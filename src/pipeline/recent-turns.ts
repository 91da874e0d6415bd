import { BoundedMap } from '../context/index.ts';

/** Whose an exchange is. */
export interface Turn {
  session: number;
  agentId: string | null;
}

/** Turns that are remembered: what goes on an older one is looked up in the store. */
const MOST = 1000;

/** Whose the newest exchanges are, known before the store has it. */
export class RecentTurns {
  private readonly turns = new BoundedMap<string, Promise<Turn | null>>(MOST);

  /** `turn` settles when the exchange's session is found; null where it has none. */
  note(exchangeId: string, turn: Promise<Turn | null>): void {
    this.turns.set(exchangeId, turn);
  }

  of(exchangeId: string): Promise<Turn | null> | undefined {
    return this.turns.get(exchangeId);
  }
}
