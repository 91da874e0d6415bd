import type { GetPromptResult, Prompt } from '@modelcontextprotocol/sdk/types.js';
import { embedded, image, text } from './media.ts';

type Arguments = Record<string, string>;
type Content = GetPromptResult['messages'][number]['content'];

/** A prompt of the reference server; its name and what it says are the suite's. */
interface ReferencePrompt extends Prompt {
  say(args: Arguments): Content[];
}

export const PROMPTS: readonly ReferencePrompt[] = [
  {
    name: 'test_simple_prompt',
    description: 'Takes no arguments',
    say: () => [text('This is a simple prompt for testing.')],
  },
  {
    name: 'test_prompt_with_arguments',
    description: 'Takes two arguments',
    arguments: [
      { name: 'arg1', description: 'The first', required: true },
      { name: 'arg2', description: 'The second', required: true },
    ],
    say: ({ arg1, arg2 }) => [text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)],
  },
  {
    name: 'test_prompt_with_embedded_resource',
    description: 'Has a resource in it',
    arguments: [{ name: 'resourceUri', description: 'URI of the resource', required: true }],
    say: ({ resourceUri = '' }) => [
      embedded(resourceUri, 'A resource within a prompt.'),
      text('Please look at the resource above.'),
    ],
  },
  {
    name: 'test_prompt_with_image',
    description: 'Has an image in it',
    say: () => [image, text('Please look at the image above.')],
  },
];

/** What a prompt says, as the protocol has it. */
export function promptResult(prompt: ReferencePrompt, args: Arguments): GetPromptResult {
  return { messages: prompt.say(args).map((content) => ({ role: 'user', content })) };
}
