import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Config } from '../../../src/config/index.ts';
import { ProxyError } from '../../../src/exchange/index.ts';
import { createRouter, type ListedModels, type RouteRequest } from '../../../src/routing/index.ts';
import { config, lists, off, provider, rule, testProvider } from './fixtures.ts';

function resolve(
  over: Partial<Config>,
  model: string | null,
  known: ListedModels = lists(),
  more: Partial<RouteRequest> = {},
) {
  return createRouter(config(over), known).resolve({ model, pinned: null, provider: null, ...more });
}

function route(...args: Parameters<typeof resolve>) {
  const { provider: chosen, model, decision } = resolve(...args);
  return `${decision.rule}: ${chosen.name} ${model}`;
}

function refusal(...args: Parameters<typeof resolve>): ProxyError {
  try {
    resolve(...args);
  } catch (error) {
    if (error instanceof ProxyError) return error;
    throw error;
  }
  throw new Error('it was routed');
}

const kimi = provider('kimi', { type: 'kimi', models: [{ id: 'kimi-for-coding', window: 262_144 }] });
const nvidia = provider('nvidia');
const openrouter = provider('openrouter');
const three = { providers: [kimi, nvidia, openrouter, testProvider] };

describe('the rules of [models]', () => {
  it('an exact id is taken before globs that stand above it', () => {
    const models = [rule('claude-*', 'nvidia/any'), rule('claude-haiku', 'kimi/kimi-for-coding')];
    expect(route({ ...three, models }, 'claude-haiku')).toBe('models: kimi kimi-for-coding');
    expect(route({ ...three, models }, 'claude-opus')).toBe('models: nvidia any');
  });

  it('the first glob of the file that matches is taken', () => {
    const models = [rule('claude-haiku-*', 'kimi/small'), rule('claude-*', 'kimi/large')];
    expect(route({ ...three, models }, 'claude-haiku-4')).toBe('models: kimi small');
    expect(route({ ...three, models: models.toReversed() }, 'claude-haiku-4')).toBe('models: kimi large');
  });

  it('a rule without a model sends the id that was asked for', () => {
    expect(route({ ...three, models: [rule('qwen*', 'openrouter')] }, 'qwen/qwen3')).toBe(
      'models: openrouter qwen/qwen3',
    );
  });

  it("a rule whose pattern starts with its provider's name leaves that name out", () => {
    expect(route({ ...three, models: [rule('kimi/k*', 'kimi')] }, 'kimi/k2')).toBe('models: kimi k2');
  });

  it('a rule wins over provider/model, auto, lists and families', () => {
    const models = [
      rule('kimi/x', 'nvidia/a'),
      rule('auto', 'nvidia/b'),
      rule('listed', 'nvidia/c'),
      rule('kimi-k2', 'nvidia/d'),
    ];
    const known = lists({ openrouter: ['listed'] });
    for (const [asked, got] of Object.entries({ 'kimi/x': 'a', auto: 'b', listed: 'c', 'kimi-k2': 'd' })) {
      expect(route({ ...three, models }, asked, known)).toBe(`models: nvidia ${got}`);
    }
  });

  it('the decision quotes the rule', () => {
    const models = [rule('claude-haiku-*', 'kimi/k')];
    expect(resolve({ ...three, models }, 'claude-haiku-4').decision.detail).toBe('[models."claude-haiku-*"]');
  });

  it('the spec: test-model can be given to another provider', () => {
    const models = [rule('test-model', 'nvidia/test-model')];
    expect(route({ ...three, models }, 'test-model')).toBe('models: nvidia test-model');
  });

  it('a rule whose provider is off and has no fallback names the variable', () => {
    const over = { providers: [off('kimi'), testProvider], models: [rule('fast', 'kimi/k')] };
    expect(refusal(over, 'fast')).toMatchObject({ code: 'provider_key_missing', status: 401 });
    expect(refusal(over, 'fast').message).toContain('KIMI_API_KEY');
  });

  it('a rule whose provider is off goes to its first fallback that is on, and says so', () => {
    const over = {
      providers: [off('kimi'), off('mistral'), nvidia, testProvider],
      models: [rule('fast', 'kimi/k', { fallbacks: ['mistral/m', 'nvidia/n', 'test/t'] })],
    };
    const found = resolve(over, 'fast');
    expect(`${found.provider.name} ${found.model}`).toBe('nvidia n');
    expect(found.decision.detail).toContain('kimi is off');
    expect(found.fallbacks.map((target) => target.model)).toEqual(['t']);
  });

  it('a rule with a provider that nothing defines is refused by name', () => {
    expect(refusal({ ...three, models: [rule('fast', 'kimmi/k')] }, 'fast')).toMatchObject({
      code: 'invalid_request',
      details: { field: 'provider', closest: ['kimi'] },
    });
  });
});

describe('fallbacks', () => {
  const models = [
    rule('big', 'kimi/k', { fallbacks: ['small', 'nvidia/nvidia/llama', 'openrouter/a/b'], window: 1000 }),
    rule('small', 'openrouter/s', { fallbacks: ['big'], window: 500 }),
    rule('*', 'kimi/caught'),
  ];

  it('are ids of [models] or provider/model, in their order, with their windows', () => {
    const found = resolve({ ...three, models }, 'big');
    expect(found.fallbacks.map((t) => [t.provider.name, t.model, t.window])).toEqual([
      ['openrouter', 's', 500],
      ['nvidia', 'nvidia/llama', null],
      ['openrouter', 'a/b', null],
    ]);
  });

  it('of rules that name each other do not go round', () => {
    expect(resolve({ ...three, models }, 'small').fallbacks.map((t) => t.model)).toEqual(['k']);
  });

  it('are tried once each, and never the first choice again', () => {
    const doubled = [rule('big', 'kimi/k', { fallbacks: ['kimi/k', 'nvidia/n', 'big', 'nvidia/n'] })];
    expect(resolve({ ...three, models: doubled }, 'big').fallbacks.map((t) => t.model)).toEqual(['n']);
  });

  it('that are off, or that nothing defines, are left out', () => {
    const over = {
      providers: [kimi, off('mistral'), nvidia, testProvider],
      models: [
        rule('big', 'kimi/k', { fallbacks: ['mistral/m', 'nobody/x', 'plain', 'viaoff', 'nvidia/n'] }),
        rule('viaoff', 'mistral/m'),
      ],
    };
    expect(resolve(over, 'big').fallbacks.map((t) => t.model)).toEqual(['n']);
  });

  it('belong to rules only: provider/model has none', () => {
    expect(resolve(three, 'kimi/k').fallbacks).toEqual([]);
  });
});

describe('provider/model', () => {
  it.each([
    ['kimi/test-model', 'kimi test-model'],
    ['nvidia/test-model', 'nvidia test-model'],
    ['openrouter/anthropic/claude-x', 'openrouter anthropic/claude-x'],
    ['nvidia/nvidia/llama-3.1', 'nvidia nvidia/llama-3.1'],
    ['test/test-model', 'test test-model'],
    ['test/anything/at all', 'test anything/at all'],
  ])('%s goes to %s', (asked, got) => {
    expect(route(three, asked)).toBe(`provider/model: ${got}`);
  });

  it("a provider's own id is not provider/model where its first part is no provider", () => {
    expect(route(three, 'qwen/qwen3', lists({ openrouter: ['qwen/qwen3'] }))).toBe(
      'listed: openrouter qwen/qwen3',
    );
  });

  it('keeps the whole id where the provider lists that one and not the rest', () => {
    const known = lists({ openrouter: ['openrouter/auto', 'a/b'], nvidia: ['nvidia/llama', 'llama'] });
    expect(route(three, 'openrouter/auto', known)).toBe('provider/model: openrouter openrouter/auto');
    expect(route(three, 'openrouter/openrouter/auto', known)).toBe(
      'provider/model: openrouter openrouter/auto',
    );
    expect(route(three, 'nvidia/llama', known)).toBe('provider/model: nvidia llama');
  });

  it('a provider that is off is refused with its variable', () => {
    const error = refusal({ providers: [off('mistral'), kimi, testProvider] }, 'mistral/large');
    expect(error).toMatchObject({
      code: 'provider_key_missing',
      status: 401,
      details: { provider: 'mistral', variable: 'MISTRAL_API_KEY' },
    });
    expect(error.hint).toContain('Set MISTRAL_API_KEY');
  });

  it('a provider that is off and has no variable says why it is off', () => {
    const error = refusal(
      { providers: [off('own', { keyVariable: null, why: 'it has no api_key' })] },
      'own/x',
    );
    expect(error.message).toContain('it has no api_key');
    expect(error.hint).toContain('[providers.own]');
  });

  it("an id that only an aggregator lists goes there where its maker's provider is off", () => {
    const over = { providers: [off('deepseek'), openrouter, kimi, testProvider] };
    const known = lists({ openrouter: ['deepseek/deepseek-chat'] });
    expect(route(over, 'deepseek/deepseek-chat', known)).toBe('listed: openrouter deepseek/deepseek-chat');
    expect(refusal(over, 'deepseek/other', known).code).toBe('provider_key_missing');
  });

  it.each(['/', 'kimi/', '/kimi', '//'])('%j names no provider and model', (asked) => {
    expect(refusal(three, asked).code).toBe('model_not_found');
  });

  it('splits any id of any provider at the first slash only', () => {
    const segment = fc.stringMatching(/^[a-z0-9.:-]{1,12}$/);
    fc.assert(
      fc.property(
        fc.constantFrom('kimi', 'nvidia', 'openrouter', 'test'),
        fc.array(segment, { minLength: 1 }),
        (name, parts) => {
          const own = parts.join('/');
          const found = resolve(three, `${name}/${own}`);
          expect([found.provider.name, found.model]).toEqual([name, own]);
        },
      ),
    );
  });
});

describe("providers that pass on a client's own credential", () => {
  const anthropic = off('anthropic', { auth: 'client', preset: 'anthropic' });
  const over = { providers: [anthropic, openrouter, kimi, testProvider] };

  it('are used by prefix, family and rule where the client brings one', () => {
    const brings = () => true;
    expect(route(over, 'anthropic/claude-x', lists(), { brings })).toBe('provider/model: anthropic claude-x');
    expect(route(over, 'claude-x', lists(), { brings })).toBe('family: anthropic claude-x');
    const models = [rule('opus', 'anthropic/claude-opus')];
    expect(route({ ...over, models }, 'opus', lists(), { brings })).toBe('models: anthropic claude-opus');
  });

  it('are not used where it brings none', () => {
    const brings = () => false;
    const known = lists({ openrouter: ['anthropic/claude-x'] });
    expect(route(over, 'anthropic/claude-x', known, { brings })).toBe(
      'listed: openrouter anthropic/claude-x',
    );
    expect(refusal(over, 'anthropic/claude-x', lists(), { brings }).code).toBe('provider_key_missing');
    const alone = { providers: [anthropic, kimi, testProvider] };
    expect(route(alone, 'claude-x', lists(), { brings })).toBe('only-provider: kimi claude-x');
  });

  it('are allowed where nobody knows what the client brings', () => {
    expect(route(over, 'claude-x')).toBe('family: anthropic claude-x');
  });

  it('do not count as a provider that is on', () => {
    const alone = { providers: [anthropic, kimi, testProvider] };
    expect(route(alone, 'something')).toBe('only-provider: kimi something');
  });

  it('yield to a member of the family that is on', () => {
    const own = provider('my-claude', { preset: 'anthropic' });
    expect(route({ providers: [anthropic, own, kimi] }, 'claude-x')).toBe('family: my-claude claude-x');
  });
});

describe('auto', () => {
  it("is the pinned session's provider and model", () => {
    const pinned = { provider: 'nvidia', model: 'nvidia/llama' };
    const found = resolve({ ...three, defaultModel: 'kimi/k' }, 'auto', lists(), { pinned });
    expect([found.decision.rule, found.provider.name, found.model]).toEqual([
      'auto',
      'nvidia',
      'nvidia/llama',
    ]);
    expect(found.decision.detail).toBe("the pinned session's model: nvidia/nvidia/llama");
  });

  it('takes a pinned provider/model for what it is, with or without the provider beside it', () => {
    const known = lists({ kimi: ['k2'] });
    for (const of of ['kimi', null, 'gone']) {
      expect(route(three, 'auto', known, { pinned: { provider: of, model: 'kimi/k2' } })).toBe(
        'auto: kimi k2',
      );
    }
  });

  it('takes a pinned id of [models] with its fallbacks and window', () => {
    const models = [rule('fast', 'kimi/k', { window: 9, fallbacks: ['nvidia/n'] })];
    const found = resolve({ ...three, models }, 'auto', lists(), {
      pinned: { provider: 'kimi', model: 'fast' },
    });
    expect([found.model, found.window, found.fallbacks.length]).toEqual(['k', 9, 1]);
  });

  it("a rule of another provider does not take the pinned session's model away", () => {
    const models = [rule('test-model', 'nvidia/other'), rule('*', 'nvidia/any')];
    const pinned = { provider: 'test', model: 'test-model' };
    expect(route({ ...three, models }, 'auto', lists(), { pinned })).toBe('auto: test test-model');
  });

  it('is the default model where no session is pinned, or the pinned one has none', () => {
    const over = { ...three, defaultModel: 'kimi/kimi-for-coding' };
    for (const pinned of [null, { provider: 'nvidia', model: null }, { provider: null, model: 'auto' }]) {
      const found = resolve(over, 'auto', lists(), { pinned });
      expect([found.decision.rule, found.model, found.window]).toEqual(['auto', 'kimi-for-coding', 262_144]);
      expect(found.decision.detail).toBe('default_model = "kimi/kimi-for-coding"');
    }
  });

  it('the default model may be an id of [models]', () => {
    const over = { ...three, defaultModel: 'fast', models: [rule('fast', 'nvidia/n')] };
    expect(route(over, 'auto')).toBe('auto: nvidia n');
  });

  it.each([null, 'auto'])('is a 404 with a hint where the default is %j', (defaultModel) => {
    const error = refusal({ ...three, defaultModel }, 'auto');
    expect(error).toMatchObject({ code: 'model_not_found', status: 404 });
    expect(error.hint).toContain('default_model = "kimi/kimi-for-coding"');
    expect(refusal({ providers: [] }, 'auto').hint).toContain('default_model');
  });

  it('a pinned provider that is off is named', () => {
    const over = { providers: [off('kimi'), testProvider] };
    const pinned = { provider: 'kimi', model: 'k' };
    expect(refusal(over, 'auto', lists(), { pinned }).code).toBe('provider_key_missing');
  });
});

describe('lists, families and the only provider', () => {
  it('test-model is the built-in provider, also where another one lists it', () => {
    expect(route(three, 'test-model')).toBe('listed: test test-model');
    expect(route(three, 'test-model', lists({ nvidia: ['test-model'] }))).toBe('listed: test test-model');
  });

  it('a model that one provider lists goes there', () => {
    expect(route(three, 'llama', lists({ nvidia: ['llama'] }))).toBe('listed: nvidia llama');
    expect(route(three, 'kimi-for-coding')).toBe('listed: kimi kimi-for-coding');
  });

  it('a model that several list goes to its family, else the error names them', () => {
    const known = lists({ nvidia: ['kimi-k2', 'llama'], openrouter: ['kimi-k2', 'llama'] });
    expect(route(three, 'kimi-k2', known)).toBe('family: kimi kimi-k2');
    const error = refusal(three, 'llama', known);
    expect(error.hint).toBe('Several providers list it; name one: nvidia/llama, openrouter/llama.');
    expect(error.details).toEqual({ closest: ['nvidia/llama', 'openrouter/llama'] });
  });

  it('what a provider that is off lists does not count', () => {
    const over = { providers: [off('nvidia', { models: [{ id: 'llama', window: 1 }] }), kimi, openrouter] };
    expect(refusal(over, 'llama', lists({ nvidia: ['llama'] })).code).toBe('model_not_found');
  });

  const families: [string, string][] = [
    ['kimi-k2', 'kimi'],
    ['moonshot-v1-8k', 'moonshot'],
    ['claude-sonnet-4', 'anthropic'],
    ['gpt-5', 'openai'],
    ['o1', 'openai'],
    ['o3-mini', 'openai'],
    ['o4-mini', 'openai'],
    ['chatgpt-4o-latest', 'openai'],
    ['gemini-2.5-pro', 'gemini'],
    ['mistral-large', 'mistral'],
    ['codestral', 'mistral'],
    ['devstral-small', 'mistral'],
    ['magistral-medium', 'mistral'],
    ['deepseek-chat', 'deepseek'],
  ];
  const all = ['kimi', 'moonshot', 'anthropic', 'openai', 'gemini', 'mistral', 'deepseek'].map((n) =>
    provider(n),
  );
  it.each(families)('%s is of the family of %s', (asked, name) => {
    expect(route({ providers: all }, asked)).toBe(`family: ${name} ${asked}`);
  });

  it.each(['gpt-oss-120b', 'o1x', 'kimi', 'mistralish'])('%s is of no family', (asked) => {
    expect(refusal({ providers: all }, asked).code).toBe('model_not_found');
  });

  it('kimi- goes to moonshot where kimi is off', () => {
    const providers = [off('kimi'), provider('moonshot'), nvidia];
    expect(route({ providers }, 'kimi-k2')).toBe('family: moonshot kimi-k2');
  });

  it('the only provider that is on takes every id, the built-in one aside', () => {
    const found = resolve({ providers: [off('nvidia'), kimi, testProvider] }, 'gpt-4o');
    expect([found.decision.rule, found.provider.name, found.model]).toEqual([
      'only-provider',
      'kimi',
      'gpt-4o',
    ]);
    expect(found.decision.detail).toBe('only provider that is on: kimi');
  });

  it('the built-in provider alone takes no id but its own', () => {
    expect(refusal({ providers: [testProvider, off('kimi')] }, 'some-model').hint).toContain(
      'set KIMI_API_KEY',
    );
  });
});

describe('windows', () => {
  it("are the rule's, else the configuration's, else the list's, else unknown", () => {
    const known = lists({
      kimi: [
        { id: 'kimi-for-coding', window: 5 },
        { id: 'k3', window: 7 },
      ],
    });
    const models = [rule('mine', 'kimi/k3', { window: 3 }), rule('theirs', 'kimi/k3')];
    const window = (asked: string) => resolve({ ...three, models }, asked, known).window;
    expect(window('mine')).toBe(3);
    expect(window('kimi/kimi-for-coding')).toBe(262_144);
    expect(window('theirs')).toBe(7);
    expect(window('kimi/unheard-of')).toBeNull();
  });
});

describe('what cannot be routed', () => {
  const known = lists({ openrouter: ['anthropic/claude-sonnet-4'], nvidia: ['nemotron-ultra'] });

  it('names the closest models, whichever part was mistyped', () => {
    expect(refusal(three, 'claud-sonet-4', known)).toMatchObject({
      code: 'model_not_found',
      status: 404,
      hint: 'Did you mean openrouter/anthropic/claude-sonnet-4?',
      details: { closest: ['openrouter/anthropic/claude-sonnet-4'] },
    });
    expect(refusal(three, 'nemotrom-ultra', known).details).toEqual({ closest: ['nvidia/nemotron-ultra'] });
  });

  it('offers ids of [models], too', () => {
    expect(refusal({ ...three, models: [rule('fast', 'kimi/k')] }, 'fats').details).toEqual({
      closest: ['fast'],
    });
  });

  it('names the variable of the family that is off', () => {
    const over = { providers: [off('openai'), kimi, nvidia, testProvider] };
    expect(refusal(over, 'gpt-4o').hint).toContain('set OPENAI_API_KEY');
  });

  it('says where to look when nothing is close', () => {
    expect(refusal(three, 'zzzzzzzzzzzzzzzz').hint).toContain('/v1/models');
  });

  it('quotes a hostile name on one line, cut short', () => {
    const error = refusal(three, `a\n\u202e${'x'.repeat(100_000)}`);
    expect(error.message).not.toMatch(/[\n\u202e]/);
    expect(error.message.length).toBeLessThan(300);
  });

  it.each([null, ''])('a request with the model %j names the field', (model) => {
    expect(refusal(three, model)).toMatchObject({ code: 'invalid_request', details: { field: 'model' } });
  });

  it('never shows a key', () => {
    expect(JSON.stringify(refusal(three, 'zzzz').toBody())).not.toContain('sk-secret');
  });
});

describe('a provider named by header or query', () => {
  it('is taken without a model', () => {
    const found = resolve(three, null, lists(), { provider: 'nvidia' });
    expect([found.provider.name, found.model, found.decision.rule]).toEqual(['nvidia', '', 'header']);
  });

  it('is taken for any model, whose prefix is left out where it is the same', () => {
    expect(route(three, 'kimi/k2', lists(), { provider: 'kimi' })).toBe('header: kimi k2');
    expect(route(three, 'kimi/k2', lists(), { provider: 'nvidia' })).toBe('header: nvidia kimi/k2');
  });

  it('is refused where it is unknown or off', () => {
    expect(refusal(three, null, lists(), { provider: 'kimmi' })).toMatchObject({
      code: 'invalid_request',
      hint: 'Did you mean kimi?',
    });
    expect(refusal(three, null, lists(), { provider: 'zzzzzzzzz' }).hint).toContain('kimi, nvidia');
    expect(refusal({ providers: [off('kimi')] }, null, lists(), { provider: 'kimi' }).code).toBe(
      'provider_key_missing',
    );
  });
});

describe('the list of models', () => {
  it('holds ids of [models], then provider/model of what is on, each once', () => {
    const models = [rule('fast', 'kimi/k', { window: 4 }), rule('g-*', 'kimi/k'), rule('dead', 'mistral/m')];
    const over = {
      providers: [kimi, off('mistral', { models: [{ id: 'm', window: 1 }] }), testProvider],
      models,
    };
    const known = lists({ kimi: [{ id: 'kimi-for-coding', window: 1 }, 'k2'] });
    expect(createRouter(config(over), known).models()).toEqual([
      { id: 'fast', provider: 'kimi', providerModel: 'k', window: 4 },
      { id: 'kimi/kimi-for-coding', provider: 'kimi', providerModel: 'kimi-for-coding', window: 262_144 },
      { id: 'kimi/k2', provider: 'kimi', providerModel: 'k2', window: null },
      { id: 'test-model', provider: 'test', providerModel: 'test-model', window: 128_000 },
      { id: 'test/test-model', provider: 'test', providerModel: 'test-model', window: 128_000 },
    ]);
  });

  it('offers auto where the default model leads somewhere', () => {
    const auto = (defaultModel: string | null) =>
      createRouter(config({ providers: [kimi, off('mistral')], defaultModel }), lists())
        .models()
        .find((model) => model.id === 'auto');
    expect(auto('kimi/k2')).toEqual({ id: 'auto', provider: 'kimi', providerModel: 'k2', window: null });
    expect([auto(null), auto('auto'), auto('mistral/m')]).toEqual([undefined, undefined, undefined]);
  });

  it('every id of it is routed to the provider and model that it says', () => {
    const known = lists({ openrouter: ['openrouter/auto', 'a/b'], nvidia: ['nvidia/llama', 'a/b'] });
    const router = createRouter(config(three), known);
    for (const model of router.models()) {
      const found = router.resolve({ model: model.id, pinned: null, provider: null });
      expect([found.provider.name, found.model]).toEqual([model.provider, model.providerModel]);
    }
  });
});

describe('the window of a model', () => {
  const kimiLists = lists({
    kimi: [
      { id: 'listed', window: 200 },
      'silent',
      { id: 'usual', window: 250 },
      { id: 'configured', window: 7 },
      'steady',
    ],
  });
  const known = provider('kimi', {
    models: [
      { id: 'configured', window: 100 },
      { id: 'bare', window: null },
      { id: 'usual', window: 120, usual: true },
      { id: 'steady', window: 130, usual: true },
    ],
  });
  const asked: string[] = [];
  const router = createRouter(
    config({
      providers: [known],
      models: [rule('ruled', 'kimi/other', { window: 50 }), rule('plain', 'kimi/other')],
    }),
    kimiLists,
    (of, model) => {
      asked.push(`${of.name}/${model}`);
      return 300;
    },
  );
  const windowOf = (model: string) => router.resolve({ model, pinned: null, provider: null }).window;

  it.each([
    ['ruled', 50, 'the rule'],
    ['kimi/configured', 100, 'the configuration'],
    ['kimi/listed', 200, 'the provider’s list'],
    ['kimi/usual', 250, 'the provider’s list, which is newer than the preset'],
    ['kimi/steady', 130, 'the preset, where the list says nothing'],
    ['kimi/silent', 300, 'what is published, where the list says nothing'],
    ['kimi/bare', 300, 'what is published, where the configuration says nothing'],
    ['plain', 300, 'what is published, for the provider’s own name'],
  ])('%s is %i: that of %s', (model, window) => {
    expect(windowOf(model)).toBe(window);
  });

  it('is asked of others by the provider’s own name, and only where it is needed', () => {
    asked.length = 0;
    windowOf('plain');
    windowOf('kimi/configured');
    expect(asked).toEqual(['kimi/other']);
  });

  it('stands in the list of models, and changes nobody’s list', () => {
    const windows = Object.fromEntries(router.models().map(({ id, window }) => [id, window]));
    expect(windows).toMatchObject({
      ruled: 50,
      'kimi/configured': 100,
      'kimi/listed': 200,
      'kimi/usual': 250,
      'kimi/silent': 300,
    });
    expect(kimiLists.find('kimi', 'silent')?.window).toBeNull();
    expect(known.models[1]?.window).toBeNull();
  });
});
