import { createHash } from 'node:crypto';
import { type Fields, text } from './request.ts';

const DEFAULT_DIMENSIONS = 16;
const MOST_DIMENSIONS = 3072;
const MOST_INPUTS = 2048;

/** A unit vector that is the same for the same text: SHA-256 in counter mode, scaled to -1…1. */
function vectorOf(input: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  let digest = Buffer.alloc(0);
  let square = 0;
  for (let i = 0; i < dimensions; i++) {
    const at = (i % 8) * 4;
    if (at === 0) digest = createHash('sha256').update(`${i}:`).update(input).digest();
    const value = digest.readInt32LE(at) / 2 ** 31;
    vector[i] = value;
    square += value * value;
  }
  const length = Math.sqrt(square) || 1;
  return vector.map((value) => value / length);
}

function inputsOf(input: unknown): string[] | null {
  if (typeof input === 'string') return [input];
  if (!Array.isArray(input) || input.length === 0) return null;
  if (input.every((item) => typeof item === 'number')) return [input.join(' ')];
  const texts = input.map((item) => {
    if (typeof item === 'string') return item;
    return Array.isArray(item) && item.every((token) => typeof token === 'number') ? item.join(' ') : null;
  });
  return texts.every((item) => item !== null) ? texts : null;
}

export type EmbeddingsResult = { body: object; inputs: string[] } | { field: string; problem: string };

/** Answers `POST /embeddings`, or names the field that is wrong. Token usage is for the caller to fill in. */
export function embed(body: Fields): EmbeddingsResult {
  const inputs = inputsOf(body.input);
  if (inputs === null || inputs.length > MOST_INPUTS) {
    return { field: 'input', problem: `must be a text or at most ${MOST_INPUTS} of them, or tokens` };
  }
  const dimensions = body.dimensions ?? DEFAULT_DIMENSIONS;
  const sound = typeof dimensions === 'number' && Number.isInteger(dimensions) && dimensions > 0;
  if (!sound || dimensions > MOST_DIMENSIONS) {
    return { field: 'dimensions', problem: `must be a whole number from 1 to ${MOST_DIMENSIONS}` };
  }
  const format = body.encoding_format ?? 'float';
  if (format !== 'float' && format !== 'base64') {
    return { field: 'encoding_format', problem: 'must be "float" or "base64"' };
  }
  const data = inputs.map((input, index) => {
    const vector = vectorOf(input, dimensions);
    const embedding = format === 'float' ? [...vector] : littleEndian(vector).toString('base64');
    return { object: 'embedding', index, embedding };
  });
  return { body: { object: 'list', data, model: text(body.model) || 'test-model' }, inputs };
}

function littleEndian(vector: Float32Array): Buffer {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [i, value] of vector.entries()) bytes.writeFloatLE(value, i * 4);
  return bytes;
}
