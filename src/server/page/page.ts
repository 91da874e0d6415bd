import { createHash, randomBytes } from 'node:crypto';
import { SECURITY_HEADERS } from '../plugins/security-headers.ts';
import { Html, html } from './html.ts';
import { type Language, type PageTexts, TEXTS } from './texts.ts';

/** The colours of the dashboard (light and dark); all text at least 5.2:1 on its ground. */
const STYLE = `
:root{color-scheme:light dark;--bg:#f7f6f3;--surface:#fff;--line:#dad6cd;--ink:#1e1c19;--ink2:#57534a;--accent:#1d5fa8;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--bg:#141517;--surface:#1c1e21;--line:#33363b;--ink:#ecebe8;--ink2:#a8abb1;--accent:#7db4f0;--bad:#f48b82}}
*{box-sizing:border-box}
body{margin:0 auto;padding:2rem 1rem;max-width:40rem;background:var(--bg);color:var(--ink);font:.875rem/1.5 system-ui,sans-serif}
h1{font-size:1.5rem;margin:0}h2{font-size:1rem;margin:2rem 0 .5rem}
header{display:flex;justify-content:space-between;gap:1rem;align-items:baseline;flex-wrap:wrap}
section{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:1rem;overflow-wrap:anywhere}
code{font-family:ui-monospace,monospace;font-size:.8125rem}
a{color:var(--accent)}a:focus-visible,input:focus-visible,button:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.bad{color:var(--bad)}
input,button{font:inherit;padding:.5rem .75rem;border:1px solid var(--ink2);border-radius:4px;background:var(--bg);color:inherit}
`;

const styleHash = createHash('sha256').update(STYLE).digest('base64');

function headersWith(policy: string): Readonly<Record<string, string>> {
  return {
    ...SECURITY_HEADERS,
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `${SECURITY_HEADERS['content-security-policy']}; ${policy}`,
    vary: 'Accept-Language, Cookie',
  };
}

/** The headers of a page without scripts: the dashboard's own, with the one style element allowed. */
export const PLAIN_PAGE_HEADERS: Readonly<Record<string, string>> = {
  ...headersWith(`style-src 'sha256-${styleHash}'`),
  // With `no-referrer` a browser sends `Origin: null` with a form (Fetch, "append a request Origin header"), and the
  // login would be refused as a stranger's.
  'referrer-policy': 'same-origin',
};

function frame(language: Language, texts: PageTexts, content: Html): string {
  const other = language === 'en' ? 'fr' : 'en';
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${texts.title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<header><h1>${texts.title}</h1><a href="/?lang=${other}" lang="${other}" hreflang="${other}">${texts.other}</a></header>
<main>${content}</main>
</body>
</html>
`.text;
}

/** How a person wants the page to look, as far as the first bytes must have it. */
export interface Look {
  language: Language;
  theme: 'system' | 'light' | 'dark';
}

/** The dashboard: its document with the look in it, and the headers that let its own files run and nothing else. */
export function dashboardPage(
  index: string,
  { language, theme }: Look,
): { page: string; headers: Readonly<Record<string, string>> } {
  // For the one style element that a library makes: keeping the page behind a dialog from scrolling.
  const nonce = randomBytes(16).toString('base64');
  return {
    page: index
      .replace('<html lang="en">', `<html lang="${language}" data-theme="${theme}">`)
      .replace('__STYLE_NONCE__', nonce),
    headers: headersWith(
      `script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; require-trusted-types-for 'script'; trusted-types 'none'`,
    ),
  };
}

/** In place of the dashboard where it was not built. */
export function notBuiltPage(language: Language): string {
  const texts = TEXTS[language];
  return frame(
    language,
    texts,
    html`<h2>${texts.notBuilt}</h2><section><p>${texts.notBuiltLead}</p><p><code>npm run build</code></p></section>`,
  );
}

/** The login, in place of every page where a token is asked for. */
export function loginPage(language: Language, problem: 'wrongToken' | 'tooMany' | null): string {
  const texts = TEXTS[language];
  return frame(
    language,
    texts,
    html`<h2>${texts.login}</h2><section><p>${texts.loginLead}</p>
${problem === null ? null : html`<p class="bad" role="alert">${texts[problem]}</p>`}
<form method="post" action="/auth?lang=${language}">
<label>${texts.token} <input type="password" name="token" autocomplete="current-password" required autofocus></label>
<button>${texts.enter}</button></form></section>`,
  );
}
