import { ProxyError } from '../exchange/index.ts';
import { decodedAnswer, type UpstreamAnswer } from '../upstream/index.ts';
import type { Flight } from './flight.ts';
import { withoutSecrets } from './secrets.ts';

/** How much of a refusal is read to tell the client of it in its own protocol, in bytes. */
const REFUSAL_LIMIT = 64 * 1024;

/** The beginning of a body, decoded. */
export function readShort(answer: UpstreamAnswer): Promise<string> {
  const decoded = decodedAnswer(answer);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const done = (): void => resolve(Buffer.concat(chunks).toString('utf8'));
    decoded.consume({
      data(chunk) {
        chunks.push(chunk);
        size += chunk.length;
        if (size > REFUSAL_LIMIT) {
          decoded.abort();
          done();
        }
        return true;
      },
      end: done,
      error: done,
    });
  });
}

/** The message in an error's body, whatever its shape; null where there is none. */
export function messageIn(text: string): string | null {
  const message = /"message"\s*:\s*("(?:[^"\\]|\\.){1,2000}")/.exec(text)?.[1];
  if (message === undefined) return null;
  try {
    return String(JSON.parse(message));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The stream was opened with a comment, and now the upstream answers with something that is no stream. */
export async function openedTooEarly(
  flight: Flight,
  answer: UpstreamAnswer,
  provider: string,
): Promise<ProxyError> {
  const told = messageIn(await readShort(answer));
  const said = told === null ? null : withoutSecrets(told, flight);
  if (answer.status >= 400) {
    return new ProxyError(
      'upstream_error',
      `${provider} answered ${answer.status}${said === null ? '' : `: ${said}`}`,
      {
        status: answer.status,
        details: { status: answer.status, provider },
      },
    );
  }
  return new ProxyError(
    'upstream_invalid',
    `${provider} answered a streamed request with ${String(answer.headers['content-type'])}`,
    {
      details: { provider },
      hint: 'send the request without "stream": true',
    },
  );
}
