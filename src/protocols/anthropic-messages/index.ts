import { tokenCount } from '../neutral/count.ts';
import { holdsSealText } from '../neutral/seals.ts';
import type { Protocol } from '../protocol.ts';
import { amendMessages } from './amend.ts';
import { readAnswer, readStreamTail } from './answer.ts';
import { messageBlocks, messagesGrowing } from './blocks.ts';
import { calledTools } from './called-tools.ts';
import { conversion } from './conversion.ts';
import { errorBody, errorEvent } from './errors.ts';
import { modelEntry, modelList } from './model-list.ts';
import { PROTOCOL } from './wire.ts';

/** Anthropic's Messages. */
export const anthropicMessages: Protocol = {
  name: PROTOCOL,
  operations: [
    {
      id: 'messages',
      method: 'POST',
      path: '/messages',
      kind: 'turn',
      streams: 'body',
      converts: true,
      required: { messages: 'array' },
      takesStreamOptions: false,
      blocks: messageBlocks,
      growing: messagesGrowing,
    },
    {
      id: 'count_tokens',
      method: 'POST',
      path: '/messages/count_tokens',
      kind: 'count_tokens',
      streams: 'never',
      converts: false,
      required: { messages: 'array' },
      takesStreamOptions: false,
      blocks: messageBlocks,
      growing: messagesGrowing,
      counts: {
        write: (tokens) => ({ input_tokens: tokens }),
        read: ({ input_tokens }) => tokenCount(input_tokens),
      },
    },
  ],
  modelList,
  modelEntry,
  errorBody,
  errorEvent,
  readAnswer,
  calledTools,
  readStreamTail,
  extraUsage: null,
  amend: amendMessages,
  holdsOurs: holdsSealText,
  conversion,
};
