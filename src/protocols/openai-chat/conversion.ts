import type { Conversion } from '../neutral/conversion.ts';
import { noteLeftOut } from './left-out.ts';
import { readWholeAnswer } from './read-answer.ts';
import { errorOf } from './read-error.ts';
import { readRequest } from './read-request.ts';
import { streamReader } from './stream-reader.ts';
import { streamWriter } from './stream-writer.ts';
import { writeAnswer } from './write-answer.ts';
import { writeRequest } from './write-request.ts';

/** Chat completions to and from the neutral form; docs/protocols says what of each becomes what. */
export const chatConversion: Conversion = {
  readRequest,
  noteLeftOut,
  writeRequest,
  readAnswer: readWholeAnswer,
  streamReader,
  readError: (status, body) => errorOf(body, status),
  writeAnswer,
  streamWriter,
};
