/** A wire value of which nothing is known yet. */
export type Fields = Record<string, unknown>;

/** The value as an object; null where it is none. */
export function fields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export interface OfferedTool {
  name: string;
  /** JSON Schema of its arguments. */
  parameters: unknown;
}

interface ReceivedMessage {
  role: string;
  /** Its texts, joined by line ends. */
  text: string;
  /** Parts that are not text: images, audio, files. */
  otherParts: number;
}

/** A chat request as far as the test provider reads it. */
export interface ChatRequest {
  model: string;
  messages: ReceivedMessage[];
  tools: OfferedTool[];
  /** `auto`, `none`, `required`, or the name of one tool. */
  toolChoice: { mode: 'auto' | 'none' | 'required' } | { mode: 'named'; name: string };
  stream: boolean;
  includeUsage: boolean;
  /** Most tokens of the answer; null: no limit. */
  maxTokens: number | null;
  /** `json_object`, or the schema that the answer must fit. */
  json: { schema: unknown } | null;
}

function contentOf(content: unknown): { text: string; otherParts: number } {
  if (typeof content === 'string') return { text: content, otherParts: 0 };
  const texts: string[] = [];
  let otherParts = 0;
  for (const part of list(content)) {
    const piece = fields(part)?.text;
    if (typeof piece === 'string') texts.push(piece);
    else otherParts += 1;
  }
  return { text: texts.join('\n'), otherParts };
}

function toolsOf(body: Fields): OfferedTool[] {
  return list(body.tools).flatMap((tool) => {
    const definition = fields(fields(tool)?.function);
    const name = text(definition?.name);
    return name === '' ? [] : [{ name, parameters: definition?.parameters }];
  });
}

function toolChoiceOf(body: Fields): ChatRequest['toolChoice'] {
  const choice = body.tool_choice;
  if (choice === 'none' || choice === 'required') return { mode: choice };
  const name = text(fields(fields(choice)?.function)?.name);
  return name === '' ? { mode: 'auto' } : { mode: 'named', name };
}

function jsonOf(body: Fields): ChatRequest['json'] {
  const format = fields(body.response_format);
  if (format?.type === 'json_object') return { schema: null };
  if (format?.type === 'json_schema') return { schema: fields(format.json_schema)?.schema ?? null };
  return null;
}

function maxTokensOf(body: Fields): number | null {
  for (const key of ['max_completion_tokens', 'max_tokens']) {
    const value = body[key];
    if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  }
  return null;
}

/** Reads the body of a chat completion; null where it has no list of messages. */
export function readChatRequest(body: Fields): ChatRequest | null {
  if (!Array.isArray(body.messages)) return null;
  return {
    model: text(body.model) || 'test-model',
    messages: body.messages.map((message) => ({
      role: text(fields(message)?.role) || 'unknown',
      ...contentOf(fields(message)?.content),
    })),
    tools: toolsOf(body),
    toolChoice: toolChoiceOf(body),
    stream: body.stream === true,
    includeUsage: fields(body.stream_options)?.include_usage === true,
    maxTokens: maxTokensOf(body),
    json: jsonOf(body),
  };
}
