import { QueryFailure } from './failure.ts';

export type Scalar = string | number | boolean | null;

/** What is told of a JSON text while it is read, in its order. `at` is a byte of the text. */
export interface JsonEvents {
  enter(array: boolean, at: number): void;
  key(name: string, at: number): void;
  /** `digits`: a number's text, where the number has lost some of it. */
  scalar(value: Scalar, digits: string | null, at: number): void;
  leave(at: number): void;
}

/** A place in a text that is no JSON. */
export class BadJson extends QueryFailure {
  readonly at: number;
  constructor(at: number, why: string) {
    super(why);
    this.name = 'BadJson';
    this.at = at;
  }
}
