import type { RequestSource } from '../neutral/conversion.ts';
import type { Fields } from '../neutral/parts.ts';
import type { Message, NeutralRequest } from '../neutral/request.ts';
import { extraOf, fieldOf, isObject, restOf, stringOr, tooDeep } from './fields.ts';
import { bareModel } from './models.ts';
import { readConfig } from './read-config.ts';
import { readContents, readSystem } from './read-contents.ts';
import { refuse } from './read-parts.ts';
import { readToolConfig, readTools } from './read-tools.ts';

const KNOWN = [
  'model',
  'contents',
  'systemInstruction',
  'tools',
  'toolConfig',
  'generationConfig',
  'cachedContent',
  'serviceTier',
];

/** Content that Google has cached under a name is a file that no other provider has. */
function readCached(value: unknown): Message[] {
  if (typeof value !== 'string' || value === '') return [];
  return [
    { role: 'user', parts: [{ type: 'file', source: { kind: 'file', id: value, protocol: 'gemini' } }] },
  ];
}

/**
 * A request to `generateContent` or `streamGenerateContent`, read. Throws `invalid_request` naming the field, or
 * `unsupported_conversion`. Source of the fields: ai.google.dev/api/generate-content.
 */
export function readRequest(body: Fields, source: RequestSource): NeutralRequest {
  if (tooDeep(body)) throw refuse('body', 'is nested too deeply', 'send a flatter request');
  const contents = isObject(body.contents) ? [body.contents] : body.contents;
  if (!Array.isArray(contents))
    throw refuse('contents', 'must be a list', 'send the conversation as contents');
  const { sampling, reasoning, format, rest } = readConfig(fieldOf(body, 'generationConfig'), source.notes);
  const config = readToolConfig(fieldOf(body, 'toolConfig'), readTools(body.tools), source.notes);
  const tier = stringOr(fieldOf(body, 'serviceTier'), '');
  const extra: Fields = {
    ...restOf(body, KNOWN),
    ...(rest === null ? {} : { generationConfig: rest }),
    ...(config.rest === null ? {} : { toolConfig: config.rest }),
  };
  return {
    model: bareModel(source.model),
    stream: source.stream,
    messages: [
      ...readSystem(fieldOf(body, 'systemInstruction')),
      ...readCached(fieldOf(body, 'cachedContent')),
      ...readContents(contents as unknown[]),
    ],
    tools: config.tools,
    ...(config.toolChoice === undefined ? {} : { toolChoice: config.toolChoice }),
    sampling,
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(format === undefined ? {} : { format }),
    ...(tier === '' ? {} : { serviceTier: tier }),
    ...(typeof body.store === 'boolean' ? { store: body.store } : {}),
    ...extraOf(Object.keys(extra).length === 0 ? null : extra),
  };
}
