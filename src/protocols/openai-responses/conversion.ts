import type { Conversion } from '../neutral/conversion.ts';
import { readAnswer, readError } from './read-output.ts';
import { readRequest } from './read-request.ts';
import { streamReader } from './stream-reader.ts';
import { streamWriter } from './stream-writer.ts';
import { writeAnswer } from './write-answer.ts';
import { writeRequest } from './write-request.ts';

export const conversion: Conversion = {
  readRequest,
  writeRequest,
  readAnswer,
  streamReader,
  readError,
  writeAnswer,
  streamWriter,
};
