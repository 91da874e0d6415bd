import { beginningOf } from '../../context/index.ts';
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
    `As expected: ${f.read} came from the cache, of ${f.shared} that ${f.provider} had read before.`,
  first: (f) =>
    `The first request of its conversation; of its tools and system prompt ${f.shared} had been sent before.`,
  history_edited: (f) =>
    `The client changed what was said before: ${f.place}${f.lines}. ${f.lost} from there on had been in the cache.`,
  compacted: (f) =>
    `The client took old turns out or put a summary in their place, which is meant to shorten the context: the cache begins anew behind ${f.shared}.`,
  tools_changed: (f) =>
    `The list of tools changed: ${f.tools}. It comes first, so that ${f.lost} were not read from the cache.`,
  system_changed: (f) =>
    `The system prompt changed: ${f.place}${f.lines}. ${f.lost} from there on had been in the cache.`,
  parameters_changed: (f) =>
    `The request differs in ${f.parameters}, which the cache goes by: ${f.lost} were not read from it.`,
  transform: (f) =>
    `We changed the request, not the client: ${f.place}${f.lines}. ${f.lost} from there on had been in the cache.`,
  route_changed: (f) =>
    `The conversation was last sent to ${f.before}, and now to ${f.route}, whose cache does not have it: ${f.lost}.`,
  expired: (f) =>
    `Too long ago: what this begins with was last sent ${f.age} before, and ${f.provider} keeps it for ${f.lifetime}. ${f.lost}.`,
  no_breakpoint: (f) =>
    `${f.provider} caches only what is marked with cache_control, and no mark stands where it would have helped: ${f.lost}.`,
  provider_missed: (f) =>
    `${f.expected} should have come from the cache, and ${f.read} did: the beginning is the same and ${f.age} old, so ${f.provider} had dropped it or asked another machine.`,
  too_short: (f) => `Too short: ${f.provider} caches from ${f.least} on.`,
  not_reported: (f) =>
    `${f.provider} does not say what came from its cache; ${f.shared} had been sent before.`,
  not_supported: (f) => `Nothing of this is cached: ${f.route} has no cache for such requests.`,
  unknown_provider: (f) => `${f.provider} is not known to cache; ${f.shared} had been sent before.`,
  unknown_context: () =>
    'The context of this exchange was not recorded, so that there is nothing to compare.',
};

/** French does not break a line in front of a double sign, nor within its quotes. */
function fr(texts: TemplateStringsArray, ...facts: string[]): string {
  return texts.map((text, i) => text.replaceAll(/ (?=[:;»])|(?<=«) /g, '\u00a0') + (facts[i] ?? '')).join('');
}

const FR: Sentences = {
  hit: (f) => fr`Comme prévu : ${f.read} en provenance du cache, sur ${f.shared} déjà lus par ${f.provider}.`,
  first: (f) =>
    fr`Première requête de sa conversation ; part déjà envoyée de ses outils et de son prompt système : ${f.shared}.`,
  history_edited: (f) =>
    fr`Le client a modifié ce qui avait été dit : ${f.place}${f.lines}. Perdu pour le cache à partir de là : ${f.lost}.`,
  compacted: (f) =>
    fr`Le client a retiré d’anciens tours ou les a remplacés par un résumé, ce qui sert à raccourcir le contexte : le cache repart après ${f.shared}.`,
  tools_changed: (f) =>
    fr`La liste des outils a changé : ${f.tools}. Comme elle vient en premier, le cache n’a pas servi pour ${f.lost}.`,
  system_changed: (f) =>
    fr`Le prompt système a changé : ${f.place}${f.lines}. Perdu pour le cache à partir de là : ${f.lost}.`,
  parameters_changed: (f) =>
    fr`La requête diffère par ${f.parameters}, dont dépend le cache : il n’a pas servi pour ${f.lost}.`,
  transform: (f) =>
    fr`C’est nous qui avons modifié la requête, pas le client : ${f.place}${f.lines}. Perdu pour le cache à partir de là : ${f.lost}.`,
  route_changed: (f) =>
    fr`La requête précédente de la conversation était allée à ${f.before} ; celle-ci est allée à ${f.route}, dont le cache ne contient pas la conversation. Perdu pour le cache : ${f.lost}.`,
  expired: (f) =>
    fr`Trop ancien : le début de cette requête avait été envoyé ${f.age} plus tôt, et ${f.provider} ne le conserve que ${f.lifetime}. Perdu pour le cache : ${f.lost}.`,
  no_breakpoint: (f) =>
    fr`${f.provider} ne met en cache que ce qui est marqué par cache_control, et aucune marque ne se trouve là où elle aurait servi. Perdu pour le cache : ${f.lost}.`,
  provider_missed: (f) =>
    fr`Attendu du cache : ${f.expected} ; obtenu : ${f.read}. Le début est le même et date de ${f.age} : ${f.provider} ne l’avait plus, ou a répondu depuis une autre machine.`,
  too_short: (f) => fr`Trop court : ${f.provider} ne met en cache qu’à partir de ${f.least}.`,
  not_reported: (f) =>
    fr`${f.provider} ne dit pas ce qui vient de son cache ; déjà envoyé auparavant : ${f.shared}.`,
  not_supported: (f) =>
    fr`Rien de ceci n’est mis en cache : ${f.route} n’a pas de cache pour de telles requêtes.`,
  unknown_provider: (f) =>
    fr`On ne sait pas si ${f.provider} met en cache ; déjà envoyé auparavant : ${f.shared}.`,
  unknown_context: () => fr`Le contexte de cet échange n’a pas été enregistré : il n’y a rien à comparer.`,
};

type Place = NonNullable<Explained['broke_at']>;

/** Roles that say whose something is; others say again what kind of thing it is. */
const ENGLISH_ROLES = new Set(['user', 'assistant']);
const ENGLISH_KINDS = new Map([
  ['system', 'system text'],
  ['tool_schema', 'schema of the tool'],
  ['text', 'text'],
  ['image', 'image'],
  ['reasoning', 'reasoning'],
  ['tool_call', 'call of the tool'],
  ['tool_result', 'result of the tool'],
]);

function englishPlace({ role, kind, tool }: Place): string {
  const what = ENGLISH_KINDS.get(kind) ?? 'other content';
  if (tool !== null) return `${what} ${short(tool)}`;
  return ENGLISH_ROLES.has(role) ? `${role} ${what}` : what;
}

const FRENCH_KINDS = new Map([
  ['system', 'texte système'],
  ['tool_schema', 'schéma de l’outil'],
  ['text', 'texte'],
  ['image', 'image'],
  ['reasoning', 'raisonnement'],
  ['tool_call', 'appel de l’outil'],
  ['tool_result', 'résultat de l’outil'],
]);
const FRENCH_ROLES = new Map([
  ['user', 'de l’utilisateur'],
  ['assistant', 'de l’assistant'],
]);

function frenchPlace({ role, kind, tool }: Place): string {
  const whose = tool === null ? FRENCH_ROLES.get(role) : short(tool);
  const what = FRENCH_KINDS.get(kind) ?? 'autre contenu';
  return whose === undefined ? what : `${what} ${whose}`;
}

const WORDS = {
  en: {
    unknown: 'an unknown number of tokens',
    someone: 'the provider',
    block: 'block',
    line: 'line',
    became: (was: string, is: string) => `was ${was}, is now ${is}`,
    span: (least: string, most: string) => `${least} to ${most}`,
    place: englishPlace,
    plural: '',
    semicolon: '; ',
    fewest: 1,
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
    space: ' ',
    colon: ': ',
  },
  fr: {
    unknown: 'un nombre inconnu de tokens',
    someone: 'le fournisseur',
    block: 'bloc',
    line: 'ligne',
    became: (was: string, is: string) => `${was} est devenu ${is}`,
    span: (least: string, most: string) => `${least} à ${most}`,
    place: frenchPlace,
    plural: 's',
    semicolon: '\u00a0; ',
    fewest: 0,
    added: 'ajouté',
    removed: 'retiré',
    edited: 'modifié',
    moved: 'déplacé',
    marks: 'avec d’autres identifiants',
    reordered: 'dans un autre ordre',
    schema: 'le schéma de la réponse',
    more: 'de plus',
    quote: ['«\u00a0', '\u00a0»'],
    day: 'j',
    space: '\u00a0',
    colon: '\u00a0: ',
  },
} as const;

function short(text: string): string {
  return `${beginningOf(text, SHOWN).toWellFormed()}${text.length > SHOWN ? '…' : ''}`;
}

function duration(seconds: number, { day, space }: { day: string; space: string }): string {
  if (seconds < 120) return `${Math.round(seconds)}${space}s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)}${space}min`;
  return seconds < 172_800
    ? `${Math.round(seconds / 3600)}${space}h`
    : `${Math.round(seconds / 86_400)}${space}${day}`;
}

function lifetimeOf({ lifetime_s: span }: CacheExplanation['rule'], language: Language): string {
  const words = WORDS[language];
  const [least, most] = [span?.least ?? 0, span?.most ?? 0].map((each) => duration(each, words));
  return least === most ? `${least}` : words.span(`${least}`, `${most}`);
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
    .map((sort) => `${list(tools[sort])} ${words[sort]}${tools[sort].length > 1 ? words.plural : ''}`);
  if (tools.reordered || parts.length === 0) parts.push(`${short(at?.tool ?? '')} ${words.reordered}`.trim());
  return parts.join(words.semicolon);
}

function linesText({ broke_at: at }: Explained, language: Language): string {
  const words = WORDS[language];
  if (at === null) return '';
  const [open, close] = words.quote;
  const quoted = (text: string): string => `${open}${short(text)}${close}`;
  const line = at.line === null ? '' : `, ${words.line} ${at.line}`;
  // The lines may be the same where what differs is behind them.
  if (at.before !== null && at.before === at.after) return line;
  if (at.before !== null && at.after !== null)
    return `${line}${words.colon}${words.became(quoted(at.before), quoted(at.after))}`;
  const only = at.before ?? at.after;
  return only === null ? line : `${line}${words.colon}${quoted(only)}`;
}

function placeText({ broke_at: at }: Explained, language: Language): string {
  const words = WORDS[language];
  if (at === null) return '';
  const what = words.place(at);
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
    value === null
      ? words.unknown
      : `${value.toLocaleString(language)} ${value === 1 || value === words.fewest ? 'token' : 'tokens'}`;
  const name = (provider: string | null): string => (provider === null ? words.someone : short(provider));
  const route = (provider: string | null, model: string | null): string =>
    model === null ? name(provider) : `${name(provider)}/${short(model)}`;
  const sentence = (language === 'fr' ? FR : EN)[explained.cause];
  return sentence({
    provider: name(exchange.provider),
    route: route(exchange.provider, exchange.providerModel),
    before: compared === null ? words.someone : route(compared.provider, compared.provider_model),
    age: duration(compared?.age_s ?? 0, words),
    lifetime: lifetimeOf(rule, language),
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
