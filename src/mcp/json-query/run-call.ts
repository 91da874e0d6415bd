import { closeSync, readSync } from 'node:fs';
import { type AllowedFile, openAllowed } from './allowed-file.ts';
import type { Findings, Job, Outcome, ToolCall } from './call.ts';
import { type Compiled, compile } from './compile.ts';
import { BadJson, type JsonEvents } from './events.ts';
import { QueryFailure, quoted, sizeText } from './failure.ts';
import type { JsonQueryLimits } from './limits.ts';
import { createMatches, type MatchList } from './matches.ts';
import { readJson } from './read-json.ts';
import { searchKeys, searchValues } from './search.ts';
import { followQuery } from './stream-query.ts';

interface Work {
  events: JsonEvents;
  list(): MatchList;
  notes(listed: number, total: number): string[];
}

function queryWork(jsonpath: string, file: AllowedFile, limits: JsonQueryLimits): Work {
  const query: Compiled = compile(jsonpath);
  const whole = file.bytes <= limits.wholeFileBytes;
  if (!whole && query.usesRoot)
    throw new QueryFailure(
      `A filter of this query looks at the whole document by "$", and the file has ${sizeText(file.bytes)}: above ` +
        `${sizeText(limits.wholeFileBytes)} a file is streamed, where that cannot be done. ` +
        'Ask for the value first, then write it into the filter.',
    );
  const matches = createMatches(limits);
  const events = followQuery(query, matches, { whole, maxValueBytes: limits.maxValueBytes });
  return {
    events,
    list: () => matches.list(),
    notes: (listed, total) => [
      ...[...query.badPatterns].map(
        (pattern) =>
          `${quoted(pattern)} is no pattern that match() and search() know (RFC 9485: no \\d, \\w, anchors or look-around; write [0-9]), so it matched nothing.`,
      ),
      ...(listed < total
        ? [
            `Cut: ${listed} of ${total} matches are listed, at most ${limits.maxMatches} and ${sizeText(limits.maxResultBytes)}. Narrow the query, or ask for parts with a slice such as [${listed}:${listed + 100}].`,
          ]
        : []),
    ],
  };
}

function searchWork(call: Extract<ToolCall, { query: string }>, { maxResultBytes }: JsonQueryLimits): Work {
  const search = call.tool === 'keys' ? searchKeys : searchValues;
  const events = search(call.query, call.limit, maxResultBytes);
  return {
    events,
    list: () => events.list(),
    notes: (listed, total) =>
      listed < total
        ? [
            `The best ${listed} of ${total} ${call.tool} are listed (in ${sizeText(maxResultBytes)} at most); a larger limit or a longer query shows others.`,
          ]
        : [],
  };
}

/** The line and column (in bytes) of a byte of the file. */
function lineOf(fd: number, at: number): string {
  const buffer = Buffer.alloc(256 * 1024);
  let line = 1;
  let lineStart = 0;
  for (let done = 0; done < at; ) {
    const filled = readSync(fd, buffer, 0, Math.min(buffer.length, at - done), done);
    if (filled === 0) break;
    const piece = buffer.subarray(0, filled);
    for (let i = piece.indexOf(10); i >= 0; i = piece.indexOf(10, i + 1)) {
      line++;
      lineStart = done + i + 1;
    }
    done += filled;
  }
  return `line ${line}, column ${at - lineStart + 1}`;
}

function read(file: AllowedFile, events: JsonEvents, filePath: string, limits: JsonQueryLimits): void {
  let done = 0;
  const more = (buffer: Uint8Array): number => {
    // A file that grows while it is read ends where it ended.
    const filled = readSync(file.fd, buffer, 0, Math.min(buffer.length, file.bytes - done), done);
    done += filled;
    return filled;
  };
  const maxTokenBytes = Math.max(limits.maxValueBytes, limits.wholeFileBytes);
  try {
    readJson(more, events, { lines: file.lines, maxDepth: limits.maxDepth, maxTokenBytes });
  } catch (error) {
    if (!(error instanceof BadJson)) throw error;
    throw new QueryFailure(
      `${quoted(filePath)} is not valid JSON${file.lines ? ' Lines' : ''}, at ${lineOf(file.fd, error.at)} (byte ${error.at}): ${error.message}.`,
      { cause: error },
    );
  }
}

function find({ call, allowedDirectories, limits }: Job): Findings {
  const file = openAllowed(call.filePath, allowedDirectories, limits.maxFileBytes);
  try {
    const work = call.tool === 'jsonpath' ? queryWork(call.jsonpath, file, limits) : searchWork(call, limits);
    read(file, work.events, call.filePath, limits);
    const { matches, total } = work.list();
    const notes = [
      ...(file.lines
        ? ['A JSON Lines file: read as a list of its lines, $[0] being the first that is not blank.']
        : []),
      ...(total === 0 ? ['Nothing matches.'] : []),
      ...work.notes(matches.length, total),
    ];
    const listed = (form: 'text' | 'plain') => `[${matches.map((match) => match[form]).join(',\n')}]`;
    return { text: listed('text'), plain: listed('plain'), total, omitted: total - matches.length, notes };
  } finally {
    closeSync(file.fd);
  }
}

/** Does what a call asks. Blocks until it is done; never throws. */
export function runCall(job: Job): Outcome {
  try {
    return { ok: true, findings: find(job) };
  } catch (error) {
    if (error instanceof QueryFailure) return { ok: false, message: error.message };
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = typeof code === 'string' ? `the file could not be read: ${code}` : message;
    return { ok: false, message: `The query failed: ${reason}.` };
  }
}
