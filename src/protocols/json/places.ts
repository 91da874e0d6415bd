import { ProxyError } from '../../exchange/index.ts';
import { parseJson } from './parse.ts';
import { itemEnds, type Span } from './scan.ts';

/** The values of a list, as places in the body's bytes. */
export function* itemsOf(bytes: Buffer, list: Span): Generator<Span> {
  if (bytes[list.start] !== 0x5b) return;
  let start = list.start + 1;
  for (const offset of itemEnds(bytes.subarray(start, list.end), 0)) {
    const end = list.start + 1 + offset;
    while (start < end && isGap(bytes[start])) start++;
    yield { start, end };
    start = end;
  }
}

function isGap(byte: number | undefined): boolean {
  return byte === 0x2c || byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** A value that is parsed; undefined where it is no JSON: the provider says so. */
export function valueAt(bytes: Buffer, span: Span): unknown {
  try {
    return parseJson(bytes.subarray(span.start, span.end));
  } catch (error) {
    if (error instanceof ProxyError) return undefined;
    throw error;
  }
}
