import { jsLiteral, pythonLiteral, TooDeep } from './literal.ts';
import { type Again, bodyAddress, fileOf, sizeText } from './request.ts';

/** Bytes of a body that stands in the program. */
const MAX_LITERAL = 200_000;

/** Calls of the SDK by the end of their path, and what each must be given by name in Python. */
const CALLS: readonly [path: string, call: string, named: readonly string[]][] = [
  ['/chat/completions', 'chat.completions.create', ['model', 'messages']],
  ['/responses', 'responses.create', ['model', 'input']],
  ['/embeddings', 'embeddings.create', ['model', 'input']],
];

/** Headers that are not the SDK's own business. */
const ownHeaders = ({ headers }: Again): Record<string, string> =>
  Object.fromEntries(headers.filter(([name]) => name.toLowerCase() !== 'content-type'));

interface Parsed {
  value: unknown;
  /** Whether it stands in the program; else it goes through a file. */
  here: boolean;
}

function parsed({ body }: Again, literal: (value: unknown) => string): Parsed & { text: string } {
  const value: unknown = JSON.parse(body.toString('utf8'));
  if (body.length > MAX_LITERAL) return { value, here: false, text: '' };
  try {
    return { value, here: true, text: literal(value) };
  } catch (error) {
    if (error instanceof TooDeep) return { value, here: false, text: '' };
    throw error;
  }
}

function fileNote(again: Again, comment: string): string {
  const login = again.keyHeader === null ? '' : ' -H "Authorization: Bearer $KIMI_PROXY_KEY"';
  return [
    `${comment} The body has ${sizeText(again.body.length)}: it goes through the file ${fileOf(again)}. Fetch it first:`,
    `${comment} curl -sS${login} -o ${fileOf(again)} '${bodyAddress(again)}'`,
    '',
  ].join('\n');
}

/** The SDK's call for a path, the address that it is below, and the path below that; null where it has none. */
function callFor(again: Again): { call: string; base: string; named: readonly string[] } | null {
  const found = CALLS.find(([end]) => again.path.endsWith(end));
  if (found === undefined) return null;
  const [end, call, named] = found;
  return { call, base: again.origin + again.path.slice(0, -end.length), named };
}

/** A program for Node with the SDK `openai` that sends the request again. Throws a SyntaxError where it is no JSON. */
export function openaiJs(again: Again): string {
  const { here, text } = parsed(again, jsLiteral);
  const sdk = callFor(again);
  const extra = ownHeaders(again);
  const options = Object.keys(extra).length === 0 ? '' : `, { headers: ${jsLiteral(extra)} }`;
  const key = again.keyHeader === null ? "'none needed'" : 'process.env.KIMI_PROXY_KEY';
  const lines = [
    `${here ? '' : fileNote(again, '//')}import OpenAI from 'openai';`,
    ...(here ? [] : ["import { readFileSync } from 'node:fs';"]),
    '',
    `const client = new OpenAI({ baseURL: ${jsLiteral(sdk?.base ?? again.origin)}, apiKey: ${key} });`,
    `const body = ${here ? text : `JSON.parse(readFileSync('${fileOf(again)}', 'utf8'))`};`,
  ];
  if (sdk === null) {
    lines.push(
      `const answer = await client.post(${jsLiteral(again.path)}, { body, headers: ${jsLiteral(extra)} }).asResponse();`,
      'for await (const bytes of answer.body) process.stdout.write(bytes);',
    );
  } else if (again.streamed) {
    lines.push(
      `const stream = await client.${sdk.call}(body${options});`,
      'for await (const event of stream) console.log(JSON.stringify(event));',
    );
  } else {
    lines.push(
      `const answer = await client.${sdk.call}(body${options});`,
      'console.log(JSON.stringify(answer, null, 2));',
    );
  }
  return `${lines.join('\n')}\n`;
}

/** A program for Python with the SDK `openai` that sends the request again. Throws a SyntaxError where it is no JSON. */
export function openaiPython(again: Again): string {
  const { here, text, value } = parsed(again, pythonLiteral);
  const sdk = callFor(again);
  const extra = ownHeaders(again);
  const headers = Object.keys(extra).length === 0 ? '' : `, extra_headers=${pythonLiteral(extra)}`;
  const key = again.keyHeader === null ? '"none needed"' : 'os.environ["KIMI_PROXY_KEY"]';
  const imports = [
    ...(here ? [] : ['import json']),
    ...(again.keyHeader === null ? [] : ['import os']),
    ...(sdk === null ? ['import httpx'] : []),
  ];
  const lines = [
    `${here ? '' : fileNote(again, '#')}${imports.map((line) => `${line}\n`).join('')}from openai import OpenAI`,
    '',
    `client = OpenAI(base_url=${pythonLiteral(sdk?.base ?? again.origin)}, api_key=${key})`,
    `body = ${here ? text : `json.load(open("${fileOf(again)}", encoding="utf-8"))`}`,
  ];
  if (sdk === null) {
    lines.push(
      `answer = client.post(${pythonLiteral(again.path)}, cast_to=httpx.Response, body=body, options={"headers": ${pythonLiteral(extra)}})`,
      'print(answer.text)',
    );
  } else {
    const has = (name: string): boolean => typeof value === 'object' && value !== null && name in value;
    const named = sdk.named.filter(has).map((name) => `${name}=body["${name}"]`);
    const stream = again.streamed ? ['stream=True'] : [];
    const call = [...named, ...stream, 'extra_body=body'].join(', ');
    lines.push(`answer = client.${sdk.call}(${call}${headers})`);
    if (again.streamed) lines.push('for event in answer:', '    print(event.model_dump_json())');
    else lines.push('print(answer.model_dump_json(indent=2))');
  }
  return `${lines.join('\n')}\n`;
}
