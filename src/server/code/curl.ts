import { shellWord } from '../../exchange/index.ts';
import { type Again, bodyAddress, fileOf, sizeText } from './request.ts';

/** Bytes of a body that stands in the command: Linux takes 128 KB an argument (MAX_ARG_STRLEN, execve(2)). */
const MAX_ARGUMENT = 100_000;

const KEY_HEADERS = {
  authorization: '"Authorization: Bearer $KIMI_PROXY_KEY"',
  'x-api-key': '"x-api-key: $KIMI_PROXY_KEY"',
  'x-goog-api-key': '"x-goog-api-key: $KIMI_PROXY_KEY"',
};

/** A command for a POSIX shell that sends the request again. */
export function curlCommand(again: Again): string {
  const { body, headers, keyHeader, method, origin, path, streamed } = again;
  const text = body.toString('utf8');
  const fits = body.length <= MAX_ARGUMENT && !text.includes('\0') && Buffer.from(text).equals(body);
  const parts = [
    `curl -sS${streamed ? 'N' : ''} --globoff ${shellWord(`${origin}${path}`)}`,
    ...(keyHeader === null ? [] : [`-H ${KEY_HEADERS[keyHeader]}`]),
  ];
  if (method === 'GET') return `${parts.join(' \\\n  ')}\n`;
  parts.push(...headers.map(([name, value]) => `-H ${shellWord(`${name}: ${value}`)}`));
  if (fits) return `${[...parts, `--data-raw ${shellWord(text)}`].join(' \\\n  ')}\n`;
  const file = fileOf(again);
  const login = keyHeader === null ? '' : ` -H ${KEY_HEADERS.authorization}`;
  const note = `# The body has ${sizeText(body.length)}: it goes through the file ${file}.`;
  const fetched = `curl -sS${login} -o ${file} ${shellWord(bodyAddress(again))}`;
  return `${note}\n${fetched}\n${[...parts, `--data-binary @${file}`].join(' \\\n  ')}\n`;
}
