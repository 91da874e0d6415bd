import type { LanguageName } from '../script.ts';
import type { Received } from '../types.ts';
import { anthropicMessages } from './anthropic-messages.ts';
import { gemini } from './gemini.ts';
import type { Language } from './language.ts';
import { openAiChat } from './openai-chat.ts';
import { openAiResponses } from './openai-responses.ts';

export const LANGUAGES: readonly Language[] = [openAiChat, anthropicMessages, openAiResponses, gemini];

/** The language that a request's path belongs to; null where it is none of them. */
export function languageOf(request: Received): Language | null {
  const path = request.path.split('?')[0] ?? '';
  return LANGUAGES.find((language) => language.answers(path)) ?? null;
}

/** A list of models as a provider of `language` gives it. */
export function modelListBody(ids: readonly string[], language: LanguageName): unknown {
  if (language === 'gemini')
    return {
      models: ids.map((id) => ({
        name: `models/${id}`,
        version: '001',
        displayName: id,
        inputTokenLimit: 1_048_576,
        outputTokenLimit: 65_536,
        supportedGenerationMethods: ['generateContent', 'countTokens'],
      })),
    };
  if (language === 'anthropic-messages')
    return {
      data: ids.map((id) => ({ type: 'model', id, display_name: id, created_at: '2025-01-01T00:00:00Z' })),
      has_more: false,
      first_id: ids[0] ?? null,
      last_id: ids.at(-1) ?? null,
    };
  return {
    object: 'list',
    data: ids.map((id) => ({ id, object: 'model', created: 0, owned_by: 'tests' })),
  };
}
