import type { Notes } from '../neutral/notes.ts';
import type { Fields, Part } from '../neutral/parts.ts';
import type { NeutralRequest } from '../neutral/request.ts';
import { fieldsOf, listOf, ownExtra } from './fields.ts';

/** What marks thoughts as Gemini's own, and what a client says to itself. */
const MEANT_FOR_NOBODY = new Set(['thought', 'partMetadata', 'part_metadata']);

/** Whether it asks for no more than what any answer is. */
function isUsual(name: string, value: unknown): boolean {
  return /^response_?modalities$/i.test(name) && listOf(value).every((each) => each === 'TEXT');
}

function namesOf(fields: Fields, within = ''): string[] {
  return Object.entries(fields)
    .filter(([name, value]) => !MEANT_FOR_NOBODY.has(name) && !isUsual(name, value))
    .map(([name]) => within + name);
}

function ofParts(parts: readonly Part[]): string[] {
  return parts.flatMap((part) => ('extra' in part ? namesOf(ownExtra(part.extra)) : []));
}

/**
 * Notes what only Gemini knows of a client's request that goes to a provider of another protocol: safety settings,
 * `speechConfig`, `videoMetadata`, …
 */
export function noteLeftOut(request: NeutralRequest, notes: Notes): void {
  const { generationConfig, toolConfig, ...top } = ownExtra(request.extra);
  const { functionCallingConfig, ...calling } = fieldsOf(toolConfig);
  const said = new Set([
    ...namesOf(top),
    ...namesOf(fieldsOf(generationConfig), 'generationConfig.'),
    ...namesOf(calling, 'toolConfig.'),
    ...namesOf(fieldsOf(functionCallingConfig), 'toolConfig.functionCallingConfig.'),
    ...request.tools.flatMap((tool) =>
      tool.type === 'function' ? namesOf(ownExtra(tool.extra), 'functionDeclarations.') : [],
    ),
    ...request.messages.flatMap(({ parts, extra }) => [...namesOf(ownExtra(extra)), ...ofParts(parts)]),
  ]);
  for (const name of said) notes.dropped(name.slice(0, 100), 'only Gemini knows it');
}
