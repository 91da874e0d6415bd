import { holdsSealText } from '../neutral/seals.ts';
import { modelEntry, modelList } from '../openai/models.ts';
import type { Protocol } from '../protocol.ts';
import { amendChat } from './amend.ts';
import { extraUsage, readAnswer, readStreamTail } from './answer.ts';
import { chatBlocks, chatGrowing, completionBlocks, embeddingBlocks } from './blocks.ts';
import { calledTools } from './called-tools.ts';
import { chatConversion } from './conversion.ts';
import { errorBody, errorEvent } from './errors.ts';

/** OpenAI's chat completions and the older calls beside it. */
export const openaiChat: Protocol = {
  name: 'openai-chat',
  operations: [
    {
      id: 'chat',
      method: 'POST',
      path: '/chat/completions',
      kind: 'turn',
      streams: 'body',
      converts: true,
      required: { messages: 'array' },
      takesStreamOptions: true,
      blocks: chatBlocks,
      growing: chatGrowing,
    },
    {
      id: 'completions',
      method: 'POST',
      path: '/completions',
      kind: 'other',
      streams: 'body',
      converts: false,
      required: {},
      takesStreamOptions: true,
      blocks: completionBlocks,
      growing: null,
    },
    {
      id: 'fim',
      method: 'POST',
      path: '/fim/completions',
      kind: 'fim',
      streams: 'body',
      converts: false,
      required: { prompt: 'any' },
      takesStreamOptions: false,
      blocks: completionBlocks,
      growing: null,
    },
    {
      id: 'embeddings',
      method: 'POST',
      path: '/embeddings',
      kind: 'embedding',
      streams: 'never',
      converts: false,
      required: { input: 'any' },
      takesStreamOptions: false,
      blocks: embeddingBlocks,
      growing: null,
    },
  ],
  modelList,
  modelEntry,
  errorBody,
  errorEvent,
  readAnswer,
  calledTools,
  readStreamTail,
  extraUsage,
  amend: amendChat,
  holdsOurs: holdsSealText,
  conversion: chatConversion,
};
