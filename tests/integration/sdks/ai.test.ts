import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError } from 'ai';
import { aiFailure, aiTalk } from './ai-talk.ts';
import { sharedBed } from './bed.ts';
import type { Client } from './client.ts';
import { matrix } from './matrix.ts';

globalThis.AI_SDK_LOG_WARNINGS = false;

const STATUSES = [400, 401, 403, 404, 429, 500, 529];

const COMMON = {
  errors: Object.fromEntries(STATUSES.map((status) => [status, APICallError])),
  failure: aiFailure,
  limitHeader: 'x-ratelimit-remaining-requests',
  finish: { stop: 'stop', calls: 'tool-calls' },
  hearsReasoning: true,
  keepsReasoning: 'always',
  streamsArguments: true,
  countsReasoning: true,
} as const;

const apiKey = 'the-clients-own';

const CLIENTS: Client[] = [
  {
    ...COMMON,
    name: '@ai-sdk/openai, responses',
    language: 'openai-responses',
    models: 'gpt-5',
    talk: (url, model) =>
      aiTalk(createOpenAI({ baseURL: `${url}/v1`, apiKey })(model), {
        openai: {
          store: false,
          include: ['reasoning.encrypted_content'],
          reasoningEffort: 'medium',
          reasoningSummary: 'auto',
        },
      }),
  },
  {
    ...COMMON,
    name: '@ai-sdk/openai, chat',
    language: 'openai-chat',
    models: 'gpt-5',
    talk: (url, model) =>
      aiTalk(createOpenAI({ baseURL: `${url}/v1`, apiKey }).chat(model), {
        openai: { reasoningEffort: 'medium' },
      }),
    hearsReasoning: false,
    keepsReasoning: 'never',
  },
  {
    ...COMMON,
    name: '@ai-sdk/openai-compatible',
    language: 'openai-chat',
    models: 'some-model',
    talk: (url, model) =>
      aiTalk(
        createOpenAICompatible({
          name: 'proxy',
          baseURL: `${url}/v1`,
          apiKey,
          includeUsage: true,
          supportsStructuredOutputs: true,
        })(model),
        { proxy: { reasoningEffort: 'medium' } },
      ),
    keepsReasoning: 'never',
  },
  {
    ...COMMON,
    name: '@ai-sdk/anthropic',
    language: 'anthropic-messages',
    models: 'claude-sonnet-4-5',
    talk: (url, model) =>
      aiTalk(createAnthropic({ baseURL: `${url}/v1`, apiKey })(model), {
        anthropic: { thinking: { type: 'enabled', budgetTokens: 2048 } },
      }),
    limitHeader: 'anthropic-ratelimit-requests-remaining',
    countsReasoning: false,
  },
  {
    ...COMMON,
    name: '@ai-sdk/google',
    language: 'gemini',
    models: 'gemini-3-pro',
    talk: (url, model) =>
      aiTalk(createGoogleGenerativeAI({ baseURL: `${url}/v1beta`, apiKey })(model), {
        google: { thinkingConfig: { includeThoughts: true } },
      }),
    // It leaves out what a stream says of thoughts after their texts.
    keepsReasoning: 'whole',
    streamsArguments: false,
  },
];

const bed = sharedBed();
for (const client of CLIENTS) matrix(bed, client);
