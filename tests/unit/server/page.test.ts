import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ExchangeView, Forecast, SessionView } from '../../../src/contract/index.ts';
import { unknownCost } from '../../../src/exchange/index.ts';
import { html } from '../../../src/server/page/html.ts';
import { homePage, loginPage, PAGE_HEADERS } from '../../../src/server/page/page.ts';
import { chooseLanguage, TEXTS } from '../../../src/server/page/texts.ts';

const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  "' onfocus='alert(1)",
  '&lt;b&gt;',
];

function session(name: string): SessionView {
  return {
    id: 1,
    name,
    provider: null,
    model: null,
    is_active: true,
    is_pinned: false,
    created_at: '2026-01-01T00:00:00.000Z',
    last_turn_at: null,
    exchanges: 1,
    project: null,
  };
}

function exchange(over: Partial<ExchangeView> = {}): ExchangeView {
  return {
    id: '01',
    session_id: 1,
    agent_id: null,
    kind: 'turn',
    started_at: '2026-01-01T10:11:12.000Z',
    status: 'ok',
    http_status: 200,
    protocol: 'openai-chat',
    path: '/v1/chat/completions',
    client: { name: null, version: null },
    model: 'test-model',
    provider: 'test',
    provider_model: 'test-model',
    route: null,
    streamed: false,
    tokens: {
      context: 750,
      window: 1000,
      context_use: 0.75,
      input: null,
      cache_read: null,
      cache_write: null,
      output: null,
      reasoning: null,
      source: 'exact',
      error: null,
    },
    usage: null,
    cost: unknownCost(),
    timings: { first_byte_ms: null, total_ms: null, proxy_ms: null, longest_silence_ms: null },
    attempts: [],
    warnings: [],
    error: null,
    tools: [],
    ...over,
  };
}

const state = {
  base: 'http://127.0.0.1:8000',
  hasToken: false,
  session: null,
  exchanges: [],
  forecast: null,
};

describe('the page', () => {
  it('says what this is and which addresses tools take', () => {
    const page = homePage('en', state);
    expect(page).toContain('http://127.0.0.1:8000/v1');
    expect(page).toContain(TEXTS.en.lead);
    expect(page).toContain(TEXTS.en.noSession);
    expect(page).toContain('test-model');
  });

  it('exists in English and French, each leading to the other', () => {
    expect(homePage('en', state)).toMatch(/<html lang="en">[\s\S]*href="\/\?lang=fr" lang="fr"/);
    expect(homePage('fr', state)).toMatch(/<html lang="fr">[\s\S]*href="\/\?lang=en" lang="en"/);
    expect(homePage('fr', state)).toContain(TEXTS.fr.connect);
  });

  it('has the same texts in both languages, and each translated', () => {
    expect(Object.keys(TEXTS.fr)).toEqual(Object.keys(TEXTS.en));
    const same = Object.entries(TEXTS.fr).filter(
      ([key, text]) => text === TEXTS.en[key as keyof typeof TEXTS.en],
    );
    expect(same.map(([key]) => key)).toEqual(['title']);
  });

  it('shows the current session and its last exchanges', () => {
    const failed = exchange({
      error: { code: 'upstream_timeout', message: 'late' },
      http_status: 504,
      status: 'error',
    });
    const page = homePage('en', { ...state, session: session('Parser'), exchanges: [exchange(), failed] });
    expect(page).toContain('<strong>Parser</strong>');
    expect(page).toContain('750 (75 %)');
    expect(page).toContain('upstream_timeout');
    expect(page).toContain('10:11:12');
  });

  it('says how long the window lasts, where that can be said', () => {
    const forecast: Forecast = {
      turns_left: { low: 8, mid: 12, high: 20 },
      seconds_left: 601,
      full_at: null,
      growth_per_turn: 100,
      context: 750,
      window: 2000,
      based_on: 9,
      likely_compaction_at: null,
      turns_to_compaction: null,
    };
    expect(homePage('en', { ...state, forecast })).toContain('at this pace: ~12 turns (8–20), ~11 min');
    expect(homePage('fr', { ...state, forecast })).toContain('à ce rythme: ~12 tours (8–20), ~11 min');
    const timeless = { ...forecast, turns_left: { low: 0, mid: 0, high: 0 }, seconds_left: null };
    expect(homePage('en', { ...state, forecast: timeless })).toContain('at this pace: ~0 turns</p>');
    expect(homePage('en', { ...state, forecast: { ...forecast, turns_left: null } })).not.toContain(
      'at this pace',
    );
  });

  it('shows what is unknown as unknown, not as zero', () => {
    const page = homePage('en', {
      ...state,
      exchanges: [exchange({ tokens: { ...exchange().tokens, context: null, context_use: null } })],
    });
    expect(page).toContain('<td class="n">–</td>');
  });

  it.each(HOSTILE)('shows %j as text', (text) => {
    const page = homePage('en', {
      ...state,
      base: `http://${text}`,
      session: session(text),
      exchanges: [exchange({ model: text, provider: text, error: { code: text, message: text } })],
    });
    expect(page).not.toContain(text);
    expect(page).not.toMatch(/<(img|script)|<[^>]*\son\w+=/i);
  });

  it('loads nothing: no script, no image, no address but its own', () => {
    for (const page of [homePage('en', state), homePage('fr', state), loginPage('en', null)]) {
      expect(page).not.toMatch(/<(script|img|link|iframe)|@import|url\(|src=/i);
      for (const [, href] of page.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^\//);
    }
  });

  it('has its style under the hash that its policy names, and nothing else allowed', () => {
    const style = /<style>([\s\S]*?)<\/style>/.exec(homePage('en', state))?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    const policy = PAGE_HEADERS['content-security-policy'] ?? '';
    expect(policy).toContain(`style-src 'sha256-${hash}'`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
  });

  it('tells a client behind a token to use the token', () => {
    const page = homePage('en', { ...state, hasToken: true });
    expect(page).toContain(TEXTS.en.keyWithToken);
    expect(page).toContain('Authorization: Bearer $TOKEN');
  });
});

describe('the login', () => {
  it('posts the token as a password to its own address', () => {
    const page = loginPage('fr', null);
    expect(page).toMatch(/<form method="post" action="\/auth\?lang=fr">/);
    expect(page).toMatch(/<input type="password" name="token"/);
    expect(page).not.toContain('role="alert"');
  });

  it('says what went wrong', () => {
    expect(loginPage('en', 'wrongToken')).toContain(TEXTS.en.wrongToken);
    expect(loginPage('fr', 'tooMany')).toContain(TEXTS.fr.tooMany);
  });
});

describe('the language', () => {
  it.each([
    [null, undefined, 'en'],
    [null, 'fr', 'fr'],
    [null, 'fr-CH, fr;q=0.9, en;q=0.8', 'fr'],
    [null, 'en;q=0.5, fr;q=0.9', 'fr'],
    [null, 'de, fr;q=0.3, en;q=0.7', 'en'],
    [null, 'de', 'en'],
    [null, 'fr;q=0', 'en'],
    [null, ';;q=,', 'en'],
    ['fr', 'en', 'fr'],
    ['en', 'fr', 'en'],
    ['klingon', 'fr', 'fr'],
  ] as const)('for ?lang=%s and Accept-Language %j is %s', (asked, accepted, language) => {
    expect(chooseLanguage(asked, accepted)).toBe(language);
  });
});

describe('the html tag', () => {
  it('escapes what is put in, and keeps html as it is', () => {
    expect(html`<p title="${'"x"'}">${'<b>'} ${html`<i>${1}</i>`}${null}${[html`<br>`]}</p>`.text).toBe(
      '<p title="&quot;x&quot;">&lt;b&gt; <i>1</i><br></p>',
    );
  });
});
