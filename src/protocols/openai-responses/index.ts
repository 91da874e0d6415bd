import { modelEntry, modelList } from '../openai/models.ts';
import type { Protocol } from '../protocol.ts';
import { readAnswer, readStreamTail } from './answer.ts';
import { responsesBlocks, responsesGrowing } from './blocks.ts';
import { calledTools } from './called-tools.ts';
import { conversion } from './conversion.ts';
import { errorBody, errorEvent } from './errors.ts';
import { holdsOurTexts } from './our-texts.ts';
import { expandPrevious } from './previous.ts';

export { exchangeOfResponse } from './ids.ts';

/** OpenAI's Responses API. */
export const openaiResponses: Protocol = {
  name: 'openai-responses',
  operations: [
    {
      id: 'responses',
      method: 'POST',
      path: '/responses',
      kind: 'turn',
      streams: 'body',
      converts: true,
      required: {},
      takesStreamOptions: false,
      blocks: responsesBlocks,
      growing: responsesGrowing,
    },
    {
      id: 'compact',
      method: 'POST',
      path: '/responses/compact',
      kind: 'compaction',
      streams: 'never',
      converts: true,
      required: {},
      takesStreamOptions: false,
      blocks: responsesBlocks,
      growing: responsesGrowing,
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
  holdsOurs: holdsOurTexts,
  expand: expandPrevious,
  conversion,
};
