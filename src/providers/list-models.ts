import type { ProviderConfig } from '../config/index.ts';
import type { ProtocolName } from '../contract/index.ts';
import { type CancelSignal, ProxyError } from '../exchange/index.ts';
import type { SendUpstream, UpstreamAnswer } from '../upstream/index.ts';
import { ownWire } from './registry.ts';

/** Where lists come in pages, as much as one page may hold (platform.claude.com/docs/en/api/models-list, ai.google.dev/api/models). */
const MANY: Partial<Record<ProtocolName, string>> = {
  'anthropic-messages': '?limit=1000',
  gemini: '?pageSize=1000',
};

function bodyOf(
  answer: UpstreamAnswer,
  maxBytes: number,
  provider: string,
  signal: CancelSignal,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const gone = (): void => {
      answer.abort();
      reject(new ProxyError('client_closed', `The list of ${provider} was no longer wanted`));
    };
    signal.addEventListener('abort', gone, { once: true });
    answer.consume({
      data(chunk) {
        size += chunk.length;
        if (size <= maxBytes) {
          chunks.push(chunk);
          return true;
        }
        answer.abort();
        reject(new ProxyError('upstream_invalid', `${provider} lists more than ${maxBytes} bytes of models`));
        return false;
      },
      end() {
        signal.removeEventListener('abort', gone);
        resolve(Buffer.concat(chunks));
      },
      error(error) {
        signal.removeEventListener('abort', gone);
        reject(error);
      },
    });
  });
}

/**
 * A provider's own list of models (`GET {base_url}/models`), as the bytes that it answered.
 * @param limits `maxBytes` of the body; the signal ends the request
 * @throws ProxyError what `send` rejects with; `upstream_error` for any status but 200; `upstream_invalid` for a
 * body over the limit
 */
export async function fetchModelList(
  send: SendUpstream,
  provider: ProviderConfig,
  limits: { maxBytes: number; signal: CancelSignal },
): Promise<Uint8Array> {
  const wire = ownWire(provider);
  const credential = provider.apiKey === null ? {} : wire.credentialHeaders(provider.apiKey);
  const configured = Object.entries(provider.headers).map(([name, value]) => [name.toLowerCase(), value]);
  const headers = {
    accept: 'application/json',
    'accept-encoding': 'identity',
    ...wire.headers,
    ...credential,
    ...Object.fromEntries(configured),
  };
  const path = `/models${MANY[wire.protocol] ?? ''}`;
  const { baseUrl } = wire;
  const answer = await send({ provider, baseUrl, method: 'GET', path, headers, body: null }, limits.signal);
  if (answer.status !== 200) {
    answer.abort();
    throw new ProxyError('upstream_error', `${provider.name} answered ${answer.status} to GET ${path}`);
  }
  return bodyOf(answer, limits.maxBytes, provider.name, limits.signal);
}
