import {
  answer,
  createGate,
  type Gate,
  type Handler,
  json,
  type LanguageName,
  type Received,
  refuse,
  type ScriptPart,
  sealFor,
  text,
  toolCall,
} from '../upstream/index.ts';
import { type Call, mcpCall, offeredIn, readingCall, sideAnswer } from './offered.ts';
import type { ProviderType } from './types.ts';

/** What the model does with the next questions. */
export type Scene = 'words' | 'tool' | 'mcp' | 'stall' | 'error';

/** The model behind every provider: it does what the scene says, in the language that it is asked in. */
export interface Model {
  readonly handler: Handler;
  /** Sets the scene; `words` is what the model says in the end. */
  play(scene: Scene, words: string): void;
  /** Where a stalled answer stands still. */
  readonly stalled: Gate;
  /** The last request that was part of the scene, and not a title or the like. */
  readonly asked: Received | null;
  /** What the next request bears where the reasoning before the last call has come back; null: there was none. */
  readonly thought: string | null;
}

/** A text that stands in the note and nowhere else: who knows it has read the note. */
export const SECRET = 'wombat-4711';
/** What the model says before it stands still. */
export const STALLING = 'One moment';
/** What the provider says when it refuses. */
export const REFUSAL = 'The provider is out of marmalade';

const REASONING = ['The note', ' has to be read.'];

/** Providers that sign or encrypt their reasoning, by the language in which they do; null: it is plain text. */
const SEALED: Record<ProviderType, LanguageName | null> = {
  'openai-compatible': null,
  kimi: null,
  anthropic: 'anthropic-messages',
  'openai-responses': 'openai-responses',
  gemini: 'gemini',
};

type Fields = Record<string, unknown>;

/** Whether the provider thinks: Anthropic does where it is asked to, the others do of themselves. */
function thinks(type: ProviderType, body: Fields): boolean {
  const asked = String((body.thinking as Fields | undefined)?.type);
  return type !== 'anthropic' || ['enabled', 'adaptive'].includes(asked);
}

function isSide(body: Fields): boolean {
  return offeredIn(body).length === 0;
}

function callOf(id: string, { name, input, namespace }: Call): ScriptPart {
  return { ...toolCall(id, name, input), ...(namespace === undefined ? {} : { namespace }) };
}

/** Starts a model for a provider of `type` that can read `file` through its agent. */
export function createModel(type: ProviderType, file: string): Model {
  const strict = type === 'kimi' ? 'kimi' : true;
  let scene: Scene = 'words';
  let words = '';
  let stalled = createGate();
  let asked: Received | null = null;
  let thought: string | null = null;
  let calls = 0;

  function thinking(body: Fields): ScriptPart[] {
    thought = null;
    if (!thinks(type, body)) return [];
    const seal = `thought-${calls}`;
    const language = SEALED[type];
    thought = language === null ? REASONING.join('') : sealFor(language, seal);
    return [{ type: 'reasoning', pieces: REASONING, ...(language === null ? {} : { seal }) }];
  }

  function scripted(request: Received, body: Fields): Handler {
    const usage = { input: 1200, cacheRead: 1000, output: 40, reasoning: 10 };
    const said = (...parts: ScriptPart[]) => answer({ id: `${++calls}`, parts, usage }, { strict });
    const offered = offeredIn(body);
    const call = scene === 'mcp' ? mcpCall(offered, file, request.text()) : readingCall(offered, file);
    const known = request.text().includes(SECRET);
    if (scene === 'error') return refuse({ status: 400, message: REFUSAL });
    if (scene === 'stall') {
      const parts: ScriptPart[] = [{ type: 'text', pieces: [`${STALLING}…`, ' and'] }];
      return stallAt(parts, stalled, strict);
    }
    if ((scene === 'tool' || scene === 'mcp') && !known && call !== null)
      return said(...thinking(body), callOf(`call_${++calls}`, call));
    return said(text(known ? `${words} ${SECRET}` : words));
  }

  return {
    handler: (call) => {
      if (call.request.method !== 'POST') return json(200, {})(call);
      const body = call.request.json() as Fields;
      const counting = /count_tokens|:countTokens/.test(call.request.path);
      if (counting || isSide(body)) return answer({ parts: [text(sideAnswer(body))] }, { strict })(call);
      asked = call.request;
      return scripted(call.request, body)(call);
    },
    play(next, what) {
      scene = next;
      words = what;
      stalled = createGate();
      asked = null;
      thought = null;
    },
    get stalled() {
      return stalled;
    },
    get asked() {
      return asked;
    },
    get thought() {
      return thought;
    },
  };
}

/** An answer that stands still behind its first words, however many events they take in the language. */
function stallAt(parts: ScriptPart[], gate: Gate, strict: true | 'kimi'): Handler {
  return (call) => {
    let seen = false;
    const handler = answer({ parts }, { strict });
    return handler({
      ...call,
      request: call.request,
      socket: call.socket,
      async write(piece) {
        if (seen) await call.wait(gate);
        if (piece.includes(STALLING)) seen = true;
        await call.write(piece);
      },
    });
  };
}
