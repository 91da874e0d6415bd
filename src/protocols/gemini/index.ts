import { tokenCount } from '../neutral/count.ts';
import { holdsSealText } from '../neutral/seals.ts';
import type { Operation, Protocol } from '../protocol.ts';
import { amendGemini } from './amend.ts';
import { calledTools, readAnswer, readStreamTail } from './answer.ts';
import { contentBlocks, contentGrowing, countBlocks, embedBlocks } from './blocks.ts';
import { conversion } from './conversion.ts';
import { errorBody, errorEvent } from './errors.ts';
import { modelEntry, modelList } from './model-list.ts';

function turn(id: string, streams: Operation['streams']): Operation {
  return {
    id,
    method: 'POST',
    path: `/models/{model}:${id}`,
    kind: 'turn',
    streams,
    required: { contents: 'array' },
    converts: true,
    takesStreamOptions: false,
    blocks: contentBlocks,
    growing: contentGrowing,
  };
}

function embedding(id: string, required: Operation['required']): Operation {
  return {
    id,
    method: 'POST',
    path: `/models/{model}:${id}`,
    kind: 'embedding',
    streams: 'never',
    required,
    converts: false,
    takesStreamOptions: false,
    blocks: embedBlocks,
    growing: null,
  };
}

/** Google's Gemini API, v1beta (ai.google.dev/api). */
export const gemini: Protocol = {
  name: 'gemini',
  operations: [
    turn('generateContent', 'never'),
    turn('streamGenerateContent', 'always'),
    {
      id: 'countTokens',
      method: 'POST',
      path: '/models/{model}:countTokens',
      kind: 'count_tokens',
      streams: 'never',
      // One of the two, in either spelling.
      required: { 'contents|generateContentRequest|generate_content_request': 'any' },
      converts: false,
      takesStreamOptions: false,
      blocks: countBlocks,
      growing: null,
      counts: {
        write: (tokens) => ({ totalTokens: tokens }),
        read: ({ totalTokens }) => tokenCount(totalTokens),
      },
    },
    embedding('embedContent', { content: 'any' }),
    embedding('batchEmbedContents', { requests: 'array' }),
  ],
  modelList,
  modelEntry,
  errorBody,
  errorEvent,
  readAnswer,
  calledTools,
  readStreamTail,
  extraUsage: null,
  amend: amendGemini,
  holdsOurs: holdsSealText,
  conversion,
};
