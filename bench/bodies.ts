import { createHash } from 'node:crypto';

/** One request, ready to be sent: pieces that are written one after the other, without copying. */
export type Parts = readonly Buffer[];

/** Makes the next request of one client. */
export interface Conversation {
  next(): Parts;
}

/** Begins a conversation from its first request; the same bytes each time. */
export type Script = () => Conversation;

export interface RequestForm {
  /** What the client asks for: a whole answer, or a stream with or without usage. */
  answer: 'json' | 'stream' | 'stream-with-usage';
  /** Names the session, as agents do. */
  session: string;
  model: string;
}

const WORDS =
  'the file const return value of request header await session token buffer error test import from stream index ' +
  'list path name count line if not this should when reads writes and keeps its own state 42 0x1f === => {} () [];';
const VOCABULARY = WORDS.split(' ');

/** Text of about `bytes` bytes that reads like code and prose, the same for the same seed. */
export function text(seed: string, bytes: number): string {
  let out = '';
  for (let block = 0; out.length < bytes; block++) {
    const digest = createHash('sha256').update(`${seed}:${block}`).digest();
    for (const byte of digest)
      out += `${VOCABULARY[byte % VOCABULARY.length]}${byte % 11 === 0 ? '\n  ' : ' '}`;
  }
  return out.slice(0, bytes);
}

const message = (role: string, content: string) => JSON.stringify({ role, content });

function tail(form: RequestForm): string {
  if (form.answer === 'json') return ']}';
  const usage = form.answer === 'stream-with-usage' ? ',"stream_options":{"include_usage":true}' : '';
  return `],"stream":true${usage}}`;
}

function head(form: RequestForm, length: number): Buffer {
  return Buffer.from(
    `POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n` +
      `authorization: Bearer bench\r\nuser-agent: bench/1\r\naccept: application/json\r\n` +
      `x-session-id: ${form.session}\r\nx-bench: ${form.answer === 'json' ? 'json' : 'stream'}\r\n` +
      `content-length: ${length}\r\n\r\n`,
  );
}

const DIGITS = 12;

/**
 * Requests of one size whose last message is new each time: a context that stays and one new block of `fresh` bytes.
 */
export function freshMessages(form: RequestForm, size: number, fresh: number): Script {
  const start = `{"model":${JSON.stringify(form.model)},"messages":[${message('system', 'You are a test.')},`;
  const rest = Math.max(0, size - start.length - fresh - tail(form).length);
  let standing = '';
  for (let i = 0; standing.length < rest; i++) {
    const part = Math.min(3000, Math.max(1, rest - standing.length - 40));
    standing += `${message(i % 2 === 0 ? 'user' : 'assistant', text(`${form.session}/${i}`, part))},`;
  }
  const last = message('user', '0'.repeat(DIGITS) + text(form.session, Math.max(1, fresh - 40)));
  const body = Buffer.from(start + standing + last + tail(form));
  const at = body.lastIndexOf('0'.repeat(DIGITS));
  const whole = Buffer.concat([head(form, body.length), body]);
  const digitsAt = whole.length - body.length + at;
  return () => {
    let count = 0;
    return {
      next() {
        const copy = Buffer.from(whole);
        copy.write(String(++count).padStart(DIGITS, '0'), digitsAt, 'latin1');
        return [copy];
      },
    };
  };
}

/**
 * A conversation that grows turn by turn: each request is the one before, an answer, and a new message of about
 * `growth` bytes (the median turn of agents adds 3 to 4 thousand characters). Stops growing after `turns`.
 */
export function growing(form: RequestForm, size: number, growth: number, turns: number): Script {
  const start = `{"model":${JSON.stringify(form.model)},"messages":[${message('system', text('system', 20_000))}`;
  let all = start;
  const ends: number[] = [];
  for (let turn = 0; ends.length < turns; turn++) {
    all += `,${message('user', text(`${form.session}/${turn}`, growth - 340))}`;
    if (all.length >= size) ends.push(all.length);
    all += `,${message('assistant', text(`${form.session}/answer/${turn}`, 280))}`;
  }
  const bytes = Buffer.from(all, 'latin1');
  const end = Buffer.from(tail(form));
  return () => {
    let turn = 0;
    return {
      next() {
        const upTo = ends[Math.min(turn++, ends.length - 1)] ?? bytes.length;
        return [head(form, upTo + end.length), bytes.subarray(0, upTo), end];
      },
    };
  };
}
