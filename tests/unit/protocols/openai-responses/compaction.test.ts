import { describe, expect, it } from 'vitest';
import { eventsOf } from '../../../../src/protocols/neutral/collect.ts';
import type { Fields, Part } from '../../../../src/protocols/neutral/parts.ts';
import { sealedSummary, summaryIn } from '../../../../src/protocols/openai-responses/compaction.ts';
import { answerOf, eventsIn, itemsIn, read, streamed, streamText, target, whole } from './support.ts';

const INPUT = [
  { role: 'developer', content: 'rules' },
  {
    role: 'user',
    content: [
      { type: 'input_text', text: 'first' },
      { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
    ],
  },
  { role: 'assistant', content: 'done' },
  { role: 'user', content: 'second' },
];
const TOOLS = [{ type: 'function', name: 'read' }];
const summary = (text: string) =>
  answerOf([
    { type: 'reasoning', text: 'hm' },
    { type: 'text', text },
  ]);

function compact(input: unknown, text = 'what we did') {
  const { request } = read({ input, instructions: 'be kind' }, { operation: 'compact' });
  const body = whole(summary(text), target({ request, operation: 'compact' }));
  return { request, body, output: body.output as Fields[] };
}
const lastText = (input: unknown, operation: string) => {
  const { request } = read({ input, tools: TOOLS }, { operation });
  const part = request.messages.at(-1)?.parts[0] as Part & { text: string };
  return { request, text: part.text };
};

describe('a compaction', () => {
  it('is a request for a summary behind the conversation, without tools, format and forced calls', () => {
    const { request } = read(
      { input: INPUT, tools: TOOLS, tool_choice: 'required', text: { format: { type: 'json_object' } } },
      { operation: 'compact' },
    );
    expect(request.tools).toEqual([]);
    expect(request).not.toHaveProperty('toolChoice');
    expect(request).not.toHaveProperty('format');
    expect(request.messages.slice(0, -1)).toEqual(read({ input: INPUT }).request.messages);
    expect(lastText(INPUT, 'compact').text).toMatch(/^Stop here[\s\S]*summary/);
  });

  it('answers with the user’s messages and one compaction item, as Codex and SDKs read it', () => {
    const { body, output } = compact(INPUT);
    expect(body).toMatchObject({ object: 'response.compaction', usage: { input_tokens: 20 } });
    expect(output).toMatchObject([
      {
        type: 'message',
        role: 'user',
        content: [
          { type: 'input_text', text: 'first' },
          { type: 'input_image', image_url: 'data:image/png;base64,AAAA' },
        ],
      },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'second' }] },
      { type: 'compaction', encrypted_content: sealedSummary('what we did') },
    ]);
    expect(new Set(output.map(({ id }) => id)).size).toBe(3);
    expect(compact(INPUT).body.usage).toBeDefined();
  });

  it('is told to the model later, once, and not kept as the user’s words by the next one', () => {
    const { output } = compact(INPUT);
    const next = compact([...output, { role: 'user', content: 'third' }], 'newer');
    const told = next.request.messages
      .flatMap(({ parts }) => parts)
      .filter((part) => part.type === 'text' && part.text.includes('what we did'));
    expect(told).toHaveLength(1);
    expect(next.output.map(({ type }) => type)).toEqual(['message', 'message', 'message', 'compaction']);
    expect(JSON.stringify(next.output)).not.toContain(sealedSummary('what we did'));
    expect(summaryIn(next.output.at(-1)?.encrypted_content as string)).toBe('newer');
  });

  it('keeps the newest of very long messages, and cuts the oldest', () => {
    const long = 'é'.repeat(200_000);
    const { output } = compact([
      { role: 'user', content: 'lost' },
      { role: 'user', content: long },
      { role: 'user', content: `${long}!` },
    ]);
    const lengths = output.slice(0, -1).map(({ content }) => String((content as Fields[])[0]?.text).length);
    expect(lengths).toEqual([56_000, 200_001]);
  });

  it('without a summary is an error: what it stands for would be lost', () => {
    const { request } = read({ input: INPUT }, { operation: 'compact' });
    const nothing = answerOf([
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: ' \n' },
    ]);
    expect(() => whole(nothing, target({ request, operation: 'compact' }))).toThrow(
      expect.objectContaining({ code: 'upstream_invalid', status: 502 }),
    );
  });
});

describe('a compaction within a turn (Codex)', () => {
  const input = [...INPUT, { type: 'compaction_trigger' }];

  it('keeps the tools, and the prefix with them, but lets none be called', () => {
    const { request, text } = lastText(input, 'responses');
    expect(request.tools).toHaveLength(1);
    expect(request.toolChoice).toEqual({ mode: 'none' });
    expect(text).toMatch(/^Stop here/);
  });

  it('answers with exactly one compaction item, whole and streamed', () => {
    const { request } = lastText(input, 'responses');
    const item = { type: 'compaction', encrypted_content: sealedSummary('the summary') };
    expect(whole(summary('the summary'), target({ request }))).toMatchObject({
      status: 'completed',
      output: [item],
    });
    const events = streamed(summary('the summary'), target({ request }));
    expect(itemsIn(events)).toMatchObject([item]);
    expect(events.map(({ type }) => type)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(events.at(-1)).toMatchObject({ response: { output: [item], usage: { input_tokens: 20 } } });
    expect(events.map(({ sequence_number: n }) => n)).toEqual([0, 1, 2, 3, 4]);
  });

  it('fails where the stream is cut, or has no summary', () => {
    const { request } = lastText(input, 'responses');
    const steps = [...eventsOf(summary('x'))];
    for (const given of [steps.slice(0, 3), [...eventsOf(summary(' '))]]) {
      const events = eventsIn(streamText(given, target({ request })));
      expect(events.slice(-2).map(({ type }) => type)).toEqual(['error', 'response.failed']);
      expect(itemsIn(events)).toEqual([]);
    }
  });
});

describe('a summary in a compaction item', () => {
  it('is found again, whatever it holds; other encrypted contents are none', () => {
    for (const text of ['', 'é🚀', 'kpsum1:', 'x'.repeat(100_000)])
      expect(summaryIn(sealedSummary(text))).toBe(text);
    for (const other of ['', 'gAAAAABo', 'a3BzdW', Buffer.from('kpsumo:x').toString('base64')])
      expect(summaryIn(other)).toBeNull();
  });
});
