import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { html } from '../../../src/server/page/html.ts';
import { dashboardPage, loginPage, notBuiltPage, PLAIN_PAGE_HEADERS } from '../../../src/server/page/page.ts';
import { chooseLanguage, TEXTS } from '../../../src/server/page/texts.ts';
import { chooseCoding } from '../../../src/server/page/web-files.ts';

const INDEX = '<html lang="en"><meta name="style-nonce" content="__STYLE_NONCE__"></html>';

describe('pages without scripts', () => {
  const pages = [
    loginPage('en', 'wrongToken'),
    loginPage('fr', null),
    notBuiltPage('en'),
    notBuiltPage('fr'),
  ];

  it('exist in English and French, each leading to the other', () => {
    expect(loginPage('en', null)).toMatch(/<html lang="en">[\s\S]*href="\/\?lang=fr" lang="fr"/);
    expect(notBuiltPage('fr')).toMatch(/<html lang="fr">[\s\S]*href="\/\?lang=en" lang="en"/);
    const same = Object.entries(TEXTS.fr).filter(
      ([key, text]) => text === TEXTS.en[key as keyof typeof TEXTS.en],
    );
    expect(same.map(([key]) => key)).toEqual(['title']);
  });

  it('load nothing: no script, no image, no address but their own', () => {
    for (const page of pages) {
      expect(page).not.toMatch(/<(script|img|link|iframe)|@import|url\(|src=/i);
      for (const [, href] of page.matchAll(/href="([^"]*)"/g)) expect(href).toMatch(/^\//);
    }
  });

  it('have their style under the hash that their policy names, and nothing else allowed', () => {
    for (const page of pages) {
      const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
      const hash = createHash('sha256').update(style).digest('base64');
      const policy = PLAIN_PAGE_HEADERS['content-security-policy'] ?? '';
      expect(policy).toContain(`style-src 'sha256-${hash}'`);
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe|\*/);
    }
  });
});

describe('the dashboard', () => {
  it('has its look in its first bytes', () => {
    expect(dashboardPage(INDEX, { language: 'fr', theme: 'dark' }).page).toContain(
      '<html lang="fr" data-theme="dark">',
    );
  });

  it('runs its own files and nothing else; its styles have a nonce that is never the same', () => {
    const [first, second] = [1, 2].map(() => dashboardPage(INDEX, { language: 'en', theme: 'system' }));
    const policy = first?.headers['content-security-policy'] ?? '';
    const nonce = /content="([^"]+)"/.exec(first?.page ?? '')?.[1] ?? '';
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    expect(second?.page).not.toBe(first?.page);
  });
});

describe('the coding of a file', () => {
  it.each([
    [undefined, 'plain'],
    ['', 'plain'],
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['gzip;q=1.0, br;q=0', 'gzip'],
    ['br;q=0.000, gzip; q=0', 'plain'],
    ['BR', 'br'],
    ['brotli', 'plain'],
  ] as const)('for %j is %s', (accepted, coding) => {
    expect(chooseCoding(accepted)).toBe(coding);
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
  ] as const)('for %s and Accept-Language %j is %s', (asked, accepted, language) => {
    expect(chooseLanguage([null, asked], accepted)).toBe(language);
    expect(chooseLanguage(['en', asked], accepted)).toBe('en');
  });
});

describe('the html tag', () => {
  it('escapes what is put in, and keeps html as it is', () => {
    expect(html`<p title="${'"x"'}">${'<b>'} ${html`<i>${1}</i>`}${null}${[html`<br>`]}</p>`.text).toBe(
      '<p title="&quot;x&quot;">&lt;b&gt; <i>1</i><br></p>',
    );
  });
});
