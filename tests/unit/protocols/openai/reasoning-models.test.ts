import { describe, expect, it } from 'vitest';
import { Notes } from '../../../../src/protocols/neutral/notes.ts';
import {
  effortsOf,
  fittingEffort,
  neverReasons,
  reasons,
} from '../../../../src/protocols/openai/reasoning-models.ts';

describe('the efforts that OpenAI’s models take', () => {
  it.each([
    ['o3', 'low medium high'],
    ['o4-mini-2025-04-16', 'low medium high'],
    ['gpt-5', 'minimal low medium high'],
    ['openai/gpt-5-mini', 'minimal low medium high'],
    ['gpt-5-2025-08-07', 'minimal low medium high'],
    ['gpt-5-codex', 'low medium high'],
    ['gpt-5-pro', 'high'],
    ['gpt-5.1', 'none low medium high'],
    ['gpt-5.1-codex-max', 'low medium high xhigh'],
    ['gpt-5.2', 'none low medium high xhigh'],
    ['gpt-5.2-pro-2025-12-11', 'medium high xhigh'],
    ['gpt-5.3-codex', 'low medium high xhigh'],
    ['gpt-5.5', 'none low medium high xhigh'],
    ['gpt-5.6-terra', 'none low medium high xhigh max'],
    ['gpt-6', 'none low medium high xhigh max'],
    ['gpt-oss-120b', 'low medium high'],
    ['o4-mini-deep-research', 'medium'],
  ])('%s: %s', (model, efforts) => expect(effortsOf(model)?.join(' ')).toBe(efforts));

  it.each(['gpt-4o', 'gpt-5-chat-latest', 'gpt-5.2-chat-latest', 'llama-4', 'gpt-'])(
    '%s: nobody knows',
    (model) => expect(effortsOf(model)).toBeNull(),
  );

  it('sends the nearest that is known, and says so', () => {
    const notes = new Notes();
    expect(fittingEffort('minimal', 'gpt-5.1', notes)).toBe('low');
    expect(fittingEffort('xhigh', 'gpt-5', notes)).toBe('high');
    expect(fittingEffort('none', 'gpt-5', notes)).toBe('minimal');
    expect(notes.warnings).toHaveLength(3);
    expect(fittingEffort('xhigh', 'gpt-5.4', notes)).toBe('xhigh');
    expect(fittingEffort('max', 'nobody-knows', notes)).toBe('max');
    expect(notes.warnings).toHaveLength(3);
  });

  it('knows who reasons at all', () => {
    expect(['o1', 'gpt-5', 'openai/gpt-7', 'codex-mini-latest'].every(reasons)).toBe(true);
    expect(['gpt-4.1', 'gpt-5-chat-latest', 'llama'].some(reasons)).toBe(false);
    expect(['gpt-3.5-turbo', 'chatgpt-4o-latest', 'gpt-5.1-chat'].every(neverReasons)).toBe(true);
  });
});
