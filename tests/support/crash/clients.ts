import { type LiveAnswer, stream } from '../http.ts';
import type { Random } from './random.ts';

/** What a client knows of an exchange. Times are monotonic, in ms. */
export interface Seen {
  id: string;
  /** The session that the client named. */
  session: string;
  /** When the status and headers of the answer were here. */
  headersAt: number;
  /** When the answer was here whole; null where it was broken off. */
  endedAt: number | null;
  /** What the exchange is to be recorded as once it has ended. */
  status: 'ok' | 'error';
}

export interface Clients {
  readonly seen: Seen[];
  /** From now on a request may fail: the program is being ended. */
  expectEnd(): void;
  /** Resolves when every client has stopped, which a dead program makes them do; rejects with what failed before. */
  readonly stopped: Promise<void>;
}

/** Turns after which a conversation begins anew. */
const LONGEST_CONVERSATION = 12;

interface Message {
  role: 'user' | 'assistant';
  content: string;
}

/** What a client says next, and how the exchange will end. */
function nextTurn(random: Random): { content: string; streamed: boolean; status: Seen['status'] } {
  const streamed = random.percent(50);
  if (random.percent(8)) return { content: '/fail 400', streamed, status: 'error' };
  const words = random.between(1, 40);
  const pace = random.percent(50) ? ` /slow ${random.between(1, 5)}ms` : '';
  const wait = random.percent(20) ? ` /wait ${random.between(1, 40)}ms` : '';
  return { content: `/long ${words}${pace}${wait}`, streamed, status: 'ok' };
}

/** Starts clients that each hold one growing conversation in a session of their own, turn after turn. */
export function startClients(url: string, count: number, random: Random): Clients {
  const seen: Seen[] = [];
  let ending = false;

  async function turn(session: string, messages: Message[]): Promise<void> {
    const { content, streamed, status } = nextTurn(random);
    messages.push({ role: 'user', content });
    const answer: LiveAnswer = await stream(`${url}/v1/chat/completions`, {
      headers: { 'x-kimi-proxy-session': session },
      body: { model: 'test-model', stream: streamed, messages },
    });
    const one: Seen = {
      id: String(answer.headers['x-kimi-proxy-exchange']),
      session,
      headersAt: performance.now(),
      endedAt: null,
      status: answer.status < 400 ? 'ok' : 'error',
    };
    seen.push(one);
    const { broken } = await answer.ended;
    if (broken) throw new Error(`the answer of exchange ${one.id} was broken off`);
    one.endedAt = performance.now();
    if (one.status !== status && !ending)
      throw new Error(`${content} was answered ${answer.status}: ${answer.text()}`);
    messages.push({ role: 'assistant', content: answer.text().slice(0, 500) });
  }

  async function converse(session: string): Promise<void> {
    let messages: Message[] = [];
    while (!ending) {
      if (messages.length >= 2 * LONGEST_CONVERSATION) messages = [];
      try {
        await turn(session, messages);
      } catch (error) {
        if (!ending) throw error;
      }
    }
  }

  const stopped = Promise.all(
    Array.from({ length: count }, (_, index) => converse(`crash-${index + 1}`)),
  ).then(() => undefined);
  stopped.catch(() => undefined);
  return {
    seen,
    expectEnd() {
      ending = true;
    },
    stopped,
  };
}
