import { createHash } from 'node:crypto';
import type { ExchangeView, Forecast, SessionView } from '../../contract/index.ts';
import { SECURITY_HEADERS } from '../plugins/security-headers.ts';
import { Html, html } from './html.ts';
import { type Language, type PageTexts, TEXTS } from './texts.ts';

/** The colours of the dashboard (light and dark); all text at least 5.2:1 on its ground. */
const STYLE = `
:root{color-scheme:light dark;--bg:#f7f6f3;--surface:#fff;--line:#dad6cd;--ink:#1e1c19;--ink2:#57534a;--accent:#1d5fa8;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--bg:#141517;--surface:#1c1e21;--line:#33363b;--ink:#ecebe8;--ink2:#a8abb1;--accent:#7db4f0;--bad:#f48b82}}
*{box-sizing:border-box}
body{margin:0 auto;padding:2rem 1rem;max-width:60rem;background:var(--bg);color:var(--ink);font:.875rem/1.5 system-ui,sans-serif;font-variant-numeric:tabular-nums}
h1{font-size:1.5rem;margin:0}h2{font-size:1rem;margin:2rem 0 .5rem}
header{display:flex;justify-content:space-between;gap:1rem;align-items:baseline;flex-wrap:wrap}
section{background:var(--surface);border:1px solid var(--line);border-radius:8px;padding:1rem;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse}th{text-align:left;font-weight:500;color:var(--ink2)}
td,th{padding:.25rem .75rem .25rem 0;border-bottom:1px solid var(--line);vertical-align:top}.n{text-align:right}
code,pre{font-family:ui-monospace,monospace;font-size:.8125rem}pre{white-space:pre-wrap;margin:.5rem 0 0}
a{color:var(--accent)}a:focus-visible,input:focus-visible,button:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.scroll{overflow-x:auto}.quiet{color:var(--ink2)}.bad{color:var(--bad)}
input,button{font:inherit;padding:.5rem .75rem;border:1px solid var(--ink2);border-radius:4px;background:var(--bg);color:inherit}
`;

const styleHash = createHash('sha256').update(STYLE).digest('base64');

/** The headers of a page: the dashboard's own, with the one style element allowed. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  ...SECURITY_HEADERS,
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `${SECURITY_HEADERS['content-security-policy']}; style-src 'sha256-${styleHash}'`,
  vary: 'Accept-Language, Cookie',
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

/** What the page shows of the present. */
export interface PageState {
  /** `http://127.0.0.1:8000`, as the browser reached us. */
  base: string;
  hasToken: boolean;
  session: SessionView | null;
  /** Newest first. */
  exchanges: ExchangeView[];
  /** Of the current session; null where there is none. */
  forecast: Forecast | null;
}

function exchangeRow(exchange: ExchangeView, texts: PageTexts): Html {
  const { context, context_use: use } = exchange.tokens;
  const share = use === null ? '' : ` (${Math.round(use * 100)} %)`;
  const state = exchange.error?.code ?? texts.statuses[exchange.status];
  return html`<tr>
<td>${exchange.started_at.slice(11, 19)}</td><td>${exchange.model ?? '–'}</td><td>${exchange.provider ?? '–'}</td>
<td class="n">${context === null ? '–' : `${context}${share}`}</td>
<td>${exchange.http_status ?? ''} <span class="${exchange.error === null ? '' : 'bad'}">${state}</span></td></tr>`;
}

/** Turns and minutes until the window is full; nothing where that cannot be said. */
function untilFull(forecast: Forecast | null, texts: PageTexts): Html | null {
  const turns = forecast?.turns_left ?? null;
  if (forecast === null || turns === null) return null;
  const range = turns.low === turns.high ? '' : ` (${turns.low}–${turns.high})`;
  const { seconds_left: seconds } = forecast;
  const time = seconds === null ? '' : `, ~${Math.ceil(seconds / 60)} min`;
  return html`<p class="quiet">${texts.untilFull}: ~${turns.mid} ${texts.turns}${range}${time}</p>`;
}

function nowSection(state: PageState, texts: PageTexts): Html {
  const rows = state.exchanges.map((exchange) => exchangeRow(exchange, texts));
  const table = html`<div class="scroll"><table>
<thead><tr><th>${texts.time}</th><th>${texts.model}</th><th>${texts.provider}</th>
<th class="n">${texts.context}</th><th>${texts.status}</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
  return html`<h2>${texts.now}</h2><section>
<p>${
    state.session === null ? texts.noSession : html`${texts.session}: <strong>${state.session.name}</strong>`
  }</p>${untilFull(state.forecast, texts)}
${rows.length === 0 ? html`<p class="quiet">${texts.noExchanges}</p>` : table}</section>`;
}

/** The page of `/`: what this is, how to connect tools, and where things stand. */
export function homePage(language: Language, state: PageState): string {
  const texts = TEXTS[language];
  const { base } = state;
  const header = state.hasToken ? ' \\\n  -H "Authorization: Bearer $TOKEN"' : '';
  const command = `curl ${base}/v1/chat/completions${header} \\
  -H "Content-Type: application/json" \\
  -d '{"model":"test-model","messages":[{"role":"user","content":"Hello"}]}'`;
  const tools: [string, string][] = [
    [texts.openaiTools, `${base}/v1`],
    ['Claude Code', `ANTHROPIC_BASE_URL=${base}`],
    ['Codex', `base_url = "${base}/v1", wire_api = "responses"`],
    ['Gemini CLI', `GOOGLE_GEMINI_BASE_URL=${base}`],
  ];
  const links = ['/health', '/openapi.json', '/api/sessions', '/api/providers', '/api/models', '/metrics'];
  return frame(
    language,
    texts,
    html`<p>${texts.lead}</p>
${nowSection(state, texts)}
<h2>${texts.connect}</h2><section>
<p>${texts.connectLead}</p>
<div class="scroll"><table><thead><tr><th>${texts.tool}</th><th>${texts.setting}</th></tr></thead>
<tbody>${tools.map(([tool, address]) => html`<tr><td>${tool}</td><td><code>${address}</code></td></tr>`)}</tbody></table></div>
<p>${texts.command}: <code>kimi-proxy connect</code> (<code>node dist/main.js connect</code>)</p>
<p>${texts.key}: ${state.hasToken ? texts.keyWithToken : texts.keyWithoutToken}</p>
<p>${texts.tryIt}:</p><pre>${command}</pre></section>
<h2>${texts.more}</h2><section><p>${links.map((link) => html`<a href="${link}">${link}</a> `)}</p></section>`,
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
