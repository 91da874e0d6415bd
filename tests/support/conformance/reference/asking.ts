import {
  type CallToolResult,
  type ElicitRequestFormParams,
  ElicitResultSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { text } from './media.ts';
import type { Extra, ReferenceTool } from './tool.ts';

type Properties = ElicitRequestFormParams['requestedSchema']['properties'];

async function ask(
  extra: Extra,
  message: string,
  properties: Properties,
  required: string[] = [],
): Promise<CallToolResult> {
  const { action, content } = await extra.sendRequest(
    {
      method: 'elicitation/create',
      params: { message, requestedSchema: { type: 'object', properties, required } },
    },
    ElicitResultSchema,
  );
  return {
    content: [text(`Elicitation completed: action=${action}, content=${JSON.stringify(content ?? {})}`)],
  };
}

const DEFAULTS: Properties = {
  name: { type: 'string', description: 'A name', default: 'John Doe' },
  age: { type: 'integer', description: 'An age in years', default: 30 },
  score: { type: 'number', description: 'A score', default: 95.5 },
  status: {
    type: 'string',
    description: 'A state',
    enum: ['active', 'inactive', 'pending'],
    default: 'active',
  },
  verified: { type: 'boolean', description: 'Whether it was checked', default: true },
};

const OPTIONS = ['option1', 'option2', 'option3'];
const TITLED = ['First', 'Second', 'Third'].map((title, at) => ({ const: `value${at + 1}`, title }));

/** Each way in which a choice may be described. */
const CHOICES: Properties = {
  untitledSingle: { type: 'string', enum: OPTIONS },
  titledSingle: { type: 'string', oneOf: TITLED },
  legacyEnum: {
    type: 'string',
    enum: ['opt1', 'opt2', 'opt3'],
    enumNames: ['The first', 'The second', 'The third'],
  },
  untitledMulti: { type: 'array', items: { type: 'string', enum: OPTIONS } },
  titledMulti: { type: 'array', items: { anyOf: TITLED } },
};

/** Tools that ask the person at the client. */
export const ASKING_TOOLS: readonly ReferenceTool[] = [
  {
    name: 'test_elicitation',
    description: 'Asks for a text',
    inputSchema: { type: 'object', properties: { message: { type: 'string' } }, required: ['message'] },
    call: (args, extra) =>
      ask(extra, String(args.message), { response: { type: 'string', description: 'The answer' } }, [
        'response',
      ]),
  },
  {
    name: 'test_elicitation_sep1034_defaults',
    description: 'Asks with a default for each type',
    inputSchema: { type: 'object', properties: {} },
    call: (_, extra) => ask(extra, 'Is this right?', DEFAULTS),
  },
  {
    name: 'test_elicitation_sep1330_enums',
    description: 'Asks to choose, in each way in which a choice may be described',
    inputSchema: { type: 'object', properties: {} },
    call: (_, extra) => ask(extra, 'Which ones?', CHOICES),
  },
];
