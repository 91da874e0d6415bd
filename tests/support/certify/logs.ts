import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Tapped } from '../fixtures/tap.ts';
import type { Stage } from './stage.ts';

/** Where a case began, so that its part can be told from what was before. */
export interface Mark {
  front: number;
  back: number;
}

export const markOf = (stage: Stage): Mark => ({
  front: stage.front.requests.length,
  back: stage.back.requests.length,
});

function pretty(bytes: Buffer): string {
  const text = bytes.toString();
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

const headerLines = (raw: readonly string[]) =>
  raw.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${raw[at + 1]}`] : [])).join('\n');

function write(folder: string, list: readonly Tapped[]): void {
  mkdirSync(folder, { recursive: true });
  for (const [at, one] of list.entries()) {
    const name = path.join(folder, String(at + 1).padStart(2, '0'));
    const { answer } = one;
    const request = `${one.method} ${one.path}\n${headerLines(one.rawHeaders)}\n\n${pretty(one.body)}\n`;
    writeFileSync(`${name}-request.txt`, request);
    const status = answer === null ? 'no answer' : `${answer.status}${answer.ended ? '' : ' (broken off)'}`;
    const head = answer === null ? '' : headerLines(answer.rawHeaders);
    const body = answer === null ? '' : pretty(Buffer.concat(answer.pieces));
    writeFileSync(`${name}-answer.txt`, `${status}\n${head}\n\n${body}\n`);
  }
}

/** Keeps what was said in a case: the tool's output, both sides of the program, its exchanges, its own output. */
export async function keepLogs(
  folder: string,
  stage: Stage,
  since: Mark,
  why: string,
  output: string,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'why.txt'), `${why}\n`);
  writeFileSync(path.join(folder, 'tool.txt'), output);
  writeFileSync(path.join(folder, 'program.txt'), `${stage.program.stdout()}\n${stage.program.stderr()}`);
  write(path.join(folder, 'tool-to-program'), stage.front.requests.slice(since.front));
  write(path.join(folder, 'tool-to-mcp'), stage.mcp.requests);
  write(path.join(folder, 'program-to-provider'), stage.back.requests.slice(since.back));
  const told = await Promise.all([stage.exchanges(), stage.sessions()]).catch((error: unknown) => [
    String(error),
  ]);
  writeFileSync(path.join(folder, 'exchanges.json'), JSON.stringify(told, null, 2));
}
