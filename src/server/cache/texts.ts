import type { CacheCause, CacheExplanation } from '../../contract/index.ts';
import type { StoredExchange } from '../../storage/index.ts';
import type { Language } from '../page/texts.ts';

/** UTF-16 units of a name or a line in a sentence. */
const SHOWN = 80;
const NAMES = 3;

/** What a sentence may speak of, as texts. */
interface Facts {
  provider: string;
  /** `provider/model`. */
  route: string;
  /** The same of the exchange that this was compared with. */
  before: string;
  age: string;
  lifetime: string;
  shared: string;
  read: string;
  expected: string;
  lost: string;
  least: string;
  /** Which block, from 1, and what it is. */
  place: string;
  /** Line and texts of a change, or nothing. */
  lines: string;
  tools: string;
  parameters: string;
}

type Sentences = Record<CacheCause, (facts: Facts) => string>;

const EN: Sentences = {
  hit: (f) =>
    `As expected: ${f.read} tokens came from the cache, of ${f.shared} that ${f.provider} had read before.`,
  first: (f) =>
    `The first request of its conversation; of its tools and system prompt ${f.shared} tokens had been sent before.`,
  history_edited: (f) =>
    `The client changed what was said before: ${f.place}${f.lines}. ${f.lost} tokens from there on had been in the cache.`,
  compacted: (f) =>
    `The client took old turns out or put a summary in their place, which is meant to shorten the context: the cache begins anew behind ${f.shared} tokens.`,
  tools_changed: (f) =>
    `The list of tools changed: ${f.tools}. It comes first, so that ${f.lost} tokens were not read from the cache.`,
  system_changed: (f) =>
    `The system prompt changed: ${f.place}${f.lines}. ${f.lost} tokens from there on had been in the cache.`,
  parameters_changed: (f) =>
    `The request differs in ${f.parameters}, which the cache goes by: ${f.lost} tokens were not read from it.`,
  transform: (f) =>
    `We changed the request, not the client: ${f.place}${f.lines}. ${f.lost} tokens from there on had been in the cache.`,
  route_changed: (f) =>
    `The conversation was last sent to ${f.before}, and now to ${f.route}, whose cache does not have it: ${f.lost} tokens.`,
  expired: (f) =>
    `Too long ago: what this begins with was last sent ${f.age} before, and ${f.provider} keeps it for ${f.lifetime}. ${f.lost} tokens.`,
  no_breakpoint: (f) =>
    `${f.provider} caches only what is marked with cache_control, and no mark stands where it would have helped: ${f.lost} tokens.`,
  provider_missed: (f) =>
    `${f.expected} tokens should have come from the cache, and ${f.read} did: the beginning is the same and ${f.age} old, so ${f.provider} had dropped it or asked another machine.`,
  too_short: (f) => `Too short: ${f.provider} caches from ${f.least} tokens on.`,
  not_reported: (f) =>
    `${f.provider} does not say what came from its cache; ${f.shared} tokens had been sent before.`,
  not_supported: (f) => `Nothing of this is cached: ${f.route} has no cache for such requests.`,
  unknown_provider: (f) => `${f.provider} is not known to cache; ${f.shared} tokens had been sent before.`,
  unknown_context: () =>
    'The context of this exchange was not recorded, so that there is nothing to compare.',
};

const FR: Sentences = {
  hit: (f) =>
    `Comme prévu : ${f.read} tokens viennent du cache, sur ${f.shared} que ${f.provider} avait déjà lus.`,
  first: (f) =>
    `Première requête de sa conversation ; de ses outils et de son prompt système, ${f.shared} tokens avaient déjà été envoyés.`,
  history_edited: (f) =>
    `Le client a modifié ce qui avait été dit : ${f.place}${f.lines}. ${f.lost} tokens à partir de là étaient dans le cache.`,
  compacted: (f) =>
    `Le client a retiré d’anciens tours ou les a remplacés par un résumé, ce qui sert à raccourcir le contexte : le cache recommence après ${f.shared} tokens.`,
  tools_changed: (f) =>
    `La liste des outils a changé : ${f.tools}. Elle vient en premier, si bien que ${f.lost} tokens n’ont pas été lus dans le cache.`,
  system_changed: (f) =>
    `Le prompt système a changé : ${f.place}${f.lines}. ${f.lost} tokens à partir de là étaient dans le cache.`,
  parameters_changed: (f) =>
    `La requête diffère par ${f.parameters}, dont le cache dépend : ${f.lost} tokens n’y ont pas été lus.`,
  transform: (f) =>
    `C’est nous qui avons modifié la requête, pas le client : ${f.place}${f.lines}. ${f.lost} tokens à partir de là étaient dans le cache.`,
  route_changed: (f) =>
    `La conversation avait été envoyée à ${f.before}, et l’est maintenant à ${f.route}, dont le cache ne l’a pas : ${f.lost} tokens.`,
  expired: (f) =>
    `Trop longtemps : le début avait été envoyé ${f.age} plus tôt, et ${f.provider} le garde ${f.lifetime}. ${f.lost} tokens.`,
  no_breakpoint: (f) =>
    `${f.provider} ne met en cache que ce qui est marqué par cache_control, et aucune marque n’est là où elle aurait servi : ${f.lost} tokens.`,
  provider_missed: (f) =>
    `${f.expected} tokens auraient dû venir du cache, ${f.read} en viennent : le début est le même et date de ${f.age}, donc ${f.provider} l’avait oublié ou a servi depuis une autre machine.`,
  too_short: (f) => `Trop court : ${f.provider} met en cache à partir de ${f.least} tokens.`,
  not_reported: (f) =>
    `${f.provider} ne dit pas ce qui vient de son cache ; ${f.shared} tokens avaient déjà été envoyés.`,
  not_supported: (f) =>
    `Rien de ceci n’est mis en cache : ${f.route} n’a pas de cache pour de telles requêtes.`,
  unknown_provider: (f) =>
    `On ne sait pas si ${f.provider} met en cache ; ${f.shared} tokens avaient déjà été envoyés.`,
  unknown_context: () => 'Le contexte de cet échange n’a pas été enregistré : il n’y a rien à comparer.',
};

const WORDS = {
  en: {
    unknown: 'an unknown number of',
    someone: 'the provider',
    block: 'block',
    line: 'line',
    was: 'was',
    now: 'is now',
    added: 'added',
    removed: 'removed',
    edited: 'changed',
    moved: 'moved',
    marks: 'with other ids',
    reordered: 'in another order',
    schema: 'the schema of the answer',
    more: 'more',
    quote: ['“', '”'],
    day: 'd',
    colon: ': ',
  },
  fr: {
    unknown: 'un nombre inconnu de',
    someone: 'le fournisseur',
    block: 'bloc',
    line: 'ligne',
    was: 'était',
    now: 'est maintenant',
    added: 'ajouté',
    removed: 'retiré',
    edited: 'modifié',
    moved: 'déplacé',
    marks: 'avec d’autres identifiants',
    reordered: 'dans un autre ordre',
    schema: 'le schéma de la réponse',
    more: 'de plus',
    quote: ['« ', ' »'],
    day: 'j',
    colon: ' : ',
  },
} as const;

function short(text: string): string {
  return text.length > SHOWN ? `${text.slice(0, SHOWN).toWellFormed()}…` : text.toWellFormed();
}

function duration(seconds: number, day: string): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} ${day}`;
}

type Explained = Omit<CacheExplanation, 'explanation'>;

function toolsText({ tools, broke_at: at }: Explained, language: Language): string {
  const words = WORDS[language];
  if (tools === null) return at?.tool ?? '';
  const list = (names: string[]): string => {
    const rest = names.length - NAMES;
    const shown = names.slice(0, NAMES).map(short).join(', ');
    return rest > 0 ? `${shown} (+${rest} ${words.more})` : shown;
  };
  const parts = (['added', 'removed', 'edited'] as const)
    .filter((sort) => tools[sort].length > 0)
    .map((sort) => `${list(tools[sort])} ${words[sort]}`);
  if (tools.reordered || parts.length === 0) parts.push(`${short(at?.tool ?? '')} ${words.reordered}`.trim());
  return parts.join('; ');
}

function linesText({ broke_at: at }: Explained, language: Language): string {
  const words = WORDS[language];
  if (at === null) return '';
  const [open, close] = words.quote;
  const quoted = (text: string): string => `${open}${short(text)}${close}`;
  const line = at.line === null ? '' : `, ${words.line} ${at.line}`;
  if (at.before !== null && at.after !== null)
    return `${line}: ${words.was} ${quoted(at.before)}, ${words.now} ${quoted(at.after)}`.replace(
      ': ',
      words.colon,
    );
  const only = at.before ?? at.after;
  return only === null ? line : `${line}${words.colon}${quoted(only)}`;
}

function placeText({ broke_at: at }: Explained, language: Language): string {
  const words = WORDS[language];
  if (at === null) return '';
  const what = at.tool === null ? `${at.role} ${at.kind}` : `${at.role} ${at.kind} ${short(at.tool)}`;
  return `${words.block} ${at.index + 1} (${what.toWellFormed()}) ${words[at.change]}`;
}

/** What the provider read before: by what it gives back, where that is more than one earlier exchange accounts for. */
function sharedTokens({ shared, reported, cause }: Explained): number | null {
  return cause === 'hit' ? Math.max(shared.tokens ?? 0, reported.read ?? 0) : shared.tokens;
}

/** One sentence or two that a person understands, in their language; a program goes by the code. */
export function explanationOf(explained: Explained, exchange: StoredExchange, language: Language): string {
  const words = WORDS[language];
  const { rule, compared_with: compared } = explained;
  const number = (value: number | null): string =>
    value === null ? words.unknown : value.toLocaleString(language);
  const name = (provider: string | null): string => (provider === null ? words.someone : short(provider));
  const route = (provider: string | null, model: string | null): string =>
    model === null ? name(provider) : `${name(provider)}/${short(model)}`;
  const sentence = (language === 'fr' ? FR : EN)[explained.cause];
  return sentence({
    provider: name(exchange.provider),
    route: route(exchange.provider, exchange.providerModel),
    before: compared === null ? words.someone : route(compared.provider, compared.provider_model),
    age: duration(compared?.age_s ?? 0, words.day),
    lifetime: duration(rule.lifetime_s?.least ?? 0, words.day),
    shared: number(sharedTokens(explained)),
    read: number(explained.reported.read),
    expected: number(explained.expected_tokens),
    lost: number(explained.lost_tokens),
    least: number(rule.min_tokens),
    place: placeText(explained, language),
    lines: linesText(explained, language),
    tools: toolsText(explained, language),
    parameters: explained.parameters.length > 0 ? explained.parameters.join(', ') : words.schema,
  });
}
