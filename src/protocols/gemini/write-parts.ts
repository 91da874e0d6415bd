import { INPUT_FIELD, wrapInput } from '../neutral/custom-input.ts';
import type { Notes } from '../neutral/notes.ts';
import type { Fields, Part, ReasoningPart, ToolCallPart, ToolResultPart } from '../neutral/parts.ts';
import type { ToolNames } from '../neutral/tool-names.ts';
import { givenId } from './call-ids.ts';
import { isObject, ownExtra, parseOr } from './fields.ts';
import { writeMedia } from './media.ts';
import { takesMediaInResults } from './models.ts';
import { ownSignature } from './signatures.ts';
import { resultResponse } from './tool-results.ts';

/** What writing the parts of a request needs to know. */
export interface PartWriting {
  model: string;
  names: ToolNames;
  notes: Notes;
}

function signed(signature: string | null): { thoughtSignature?: string } {
  return signature === null ? {} : { thoughtSignature: signature };
}

/** Reasoning that is Gemini's own: with its signature, or as its client sent it. Null for any other. */
function writeThought(part: ReasoningPart): Fields | null {
  const signature = ownSignature(part.seal);
  const extra = ownExtra(part.extra);
  if (signature === null && extra.thought !== true) return null;
  // A signature by itself came in an empty part that was no thought.
  const thought = part.text === '' && extra.thought !== true ? {} : { thought: true };
  return { text: part.text, ...thought, ...signed(signature), ...extra };
}

function argsOf(part: ToolCallPart, notes: Notes): Fields {
  if (part.custom === true) return parseOr(wrapInput(part.input)) as Fields;
  if (part.input.trim() === '') return {};
  const args = parseOr(part.input);
  if (isObject(args)) return args;
  notes.changed(
    'arguments of an earlier tool call',
    `they are no JSON object, and were sent as ${INPUT_FIELD}`,
  );
  return { [INPUT_FIELD]: part.input };
}

function writeCall(part: ToolCallPart, { names, notes }: PartWriting): Fields {
  const id = givenId(part.id);
  return {
    functionCall: { ...(id === null ? {} : { id }), name: names.of(part.name), args: argsOf(part, notes) },
    ...signed(ownSignature(part.seal)),
    ...ownExtra(part.extra),
  };
}

/** A part of a message as it goes up, `where` being its name in errors; null where it cannot, which is noted. */
export function writePart(part: Part, where: string, writing: PartWriting): Fields | null {
  const { model, notes } = writing;
  switch (part.type) {
    case 'text': {
      const signature = ownSignature(part.seal);
      if (part.text === '' && signature === null) return null;
      return { text: part.text, ...signed(signature), ...ownExtra(part.extra) };
    }
    case 'refusal':
      return part.text === '' ? null : { text: part.text };
    case 'reasoning': {
      const thought = writeThought(part);
      if (thought === null) notes.dropped('reasoning of earlier turns', 'Gemini takes back none but its own');
      return thought;
    }
    case 'tool_call':
      return writeCall(part, writing);
    case 'image':
    case 'file':
    case 'audio':
      return writeMedia(part, model, where, notes);
    case 'other':
      if (part.protocol === 'gemini') return part.value;
      notes.dropped(`a part of ${part.protocol}`, 'no other protocol knows it');
      return null;
    case 'tool_result':
      return null;
  }
}

/** A result as it goes up, and the media in it that a response of this model may not hold. */
export interface WrittenResult {
  part: Fields;
  beside: Fields[];
}

/** The result of a call. Answers in the call's name and with its id. */
export function writeResult(
  call: ToolCallPart,
  result: ToolResultPart,
  where: string,
  writing: PartWriting,
): WrittenResult {
  const { model, names, notes } = writing;
  const within: Fields[] = [];
  const beside: Fields[] = [];
  let text = '';
  for (const part of result.content) {
    if (part.type === 'text') text += (text === '' ? '' : '\n') + part.text;
    else {
      const written = writePart(part, where, writing);
      if (written === null) continue;
      if (part.type === 'other' || (takesMediaInResults(model) && 'inlineData' in written))
        within.push(written);
      else beside.push(written);
    }
  }
  if (beside.length > 0)
    notes.changed('images in tool results', `they stand beside the result: ${model} takes none within`);
  const id = givenId(call.id);
  const response = {
    ...(id === null ? {} : { id }),
    name: names.of(call.name),
    response: resultResponse(text, result.isError === true),
    ...(within.length === 0 ? {} : { parts: within }),
    ...ownExtra(result.extra),
  };
  return { part: { functionResponse: response }, beside };
}
