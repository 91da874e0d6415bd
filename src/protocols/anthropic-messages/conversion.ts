import type { Conversion } from '../neutral/conversion.ts';
import { readError } from './errors.ts';
import { noteLeftOut } from './left-out.ts';
import { readAnswer } from './read-answer.ts';
import { readRequest } from './read-request.ts';
import { streamReader } from './stream-reader.ts';
import { streamWriter } from './stream-writer.ts';
import { writeAnswer } from './write-answer.ts';
import { writeRequest } from './write-request.ts';

/** Messages to and from the neutral form. */
export const conversion: Conversion = {
  readRequest,
  noteLeftOut,
  writeRequest,
  readAnswer,
  streamReader,
  readError,
  writeAnswer,
  streamWriter,
};
