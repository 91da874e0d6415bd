import type { Commands, Language } from './commands.ts';
import type { ChatRequest } from './request.ts';

const SHOWN_TEXT = 200;
const SHOWN_TOOLS = 10;

const HELP: Record<Language, string> = {
  en: `I am test-model. I answer without a network, so that you can see how everything behaves. Put any of these in your message:
/help – this text
/slow 200ms – that long before each word (up to 60s)
/wait 20s – that long before the answer begins (up to 60s)
/long 5000 – so many words (up to 200000)
/reasoning – think aloud first
call <tool> – call a tool that was offered; {"arguments": "in JSON"} may follow
/usage none – do not report usage; /usage cached – report half of the prompt as cached
/fail 500 – answer with that status (400 to 599); /fail 429 2s – and ask to wait so long
/fail unreachable, /fail reset – no answer: refused, or closed before it began
/fail silent, /fail stall – no answer at all, or one that stops halfway without ending
/fail cut, /fail unfinished – an answer that breaks off halfway: the connection, or only the text
/fail malformed, /fail event – broken JSON in the middle, or an error event
/fr, /en – the language`,
  fr: `Je suis test-model. Je réponds sans réseau, pour que vous puissiez voir comment tout se comporte. Mettez dans votre message :
/aide – ce texte
/slow 200ms – ce délai avant chaque mot (60s au plus)
/wait 20s – ce délai avant le début de la réponse (60s au plus)
/long 5000 – autant de mots (200000 au plus)
/reasoning – réfléchir d'abord à voix haute
appelle <outil> – appeler un outil proposé ; {"arguments": "en JSON"} peut suivre
/usage none – ne pas déclarer l'usage ; /usage cached – déclarer la moitié de l'invite en cache
/fail 500 – répondre avec ce statut (400 à 599) ; /fail 429 2s – et demander ce délai
/fail unreachable, /fail reset – pas de réponse : refusée, ou fermée avant de commencer
/fail silent, /fail stall – aucune réponse, ou une réponse qui s'arrête à mi-chemin sans finir
/fail cut, /fail unfinished – une réponse rompue à mi-chemin : la connexion, ou le texte seul
/fail malformed, /fail event – du JSON cassé au milieu, ou un événement d'erreur
/fr, /en – la langue`,
};

const REASONING: Record<Language, string> = {
  en: 'Let me see what I was sent. I will count the messages, their roles and the tools, and then say so.',
  fr: "Voyons ce que j'ai reçu. Je vais compter les messages, leurs rôles et les outils, puis le dire.",
};

const FILLER: Record<Language, string> = {
  en: 'This is a long answer from the test provider. It says nothing in many words, one after another, so that you can watch a stream go by.',
  fr: "Ceci est une longue réponse du fournisseur de test. Elle ne dit rien en beaucoup de mots, l'un après l'autre, pour que vous voyiez passer un flux.",
};

function plural(count: number, one: string, more: string): string {
  return `${count} ${count === 1 ? one : more}`;
}

function clipped(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > SHOWN_TEXT ? `${line.slice(0, SHOWN_TEXT)}…` : line;
}

function rolesOf(request: ChatRequest): string {
  const counts = new Map<string, number>();
  for (const { role } of request.messages) counts.set(role, (counts.get(role) ?? 0) + 1);
  return [...counts].map(([role, count]) => `${count} ${role}`).join(', ');
}

function toolNames(request: ChatRequest): string {
  const names = request.tools.slice(0, SHOWN_TOOLS).map((tool) => tool.name);
  return `${names.join(', ')}${request.tools.length > SHOWN_TOOLS ? ', …' : ''}`;
}

function describeReceived(request: ChatRequest, language: Language): string {
  const french = language === 'fr';
  const characters = request.messages.reduce((sum, message) => sum + message.text.length, 0);
  const others = request.messages.reduce((sum, message) => sum + message.otherParts, 0);
  const messages = `${plural(request.messages.length, 'message', 'messages')} (${rolesOf(request)})`;
  const tools =
    request.tools.length === 0
      ? french
        ? 'aucun outil'
        : 'no tools'
      : `${plural(request.tools.length, french ? 'outil' : 'tool', french ? 'outils' : 'tools')} (${toolNames(request)})`;
  const size = plural(characters, french ? 'caractère' : 'character', french ? 'caractères' : 'characters');
  const media =
    others === 0
      ? ''
      : french
        ? ` J'y ai trouvé ${plural(others, 'pièce qui n’est pas du texte', 'pièces qui ne sont pas du texte')}.`
        : ` ${plural(others, 'part of it is', 'parts of it are')} not text.`;
  const last = request.messages.at(-1);
  const quote = last === undefined ? '' : clipped(last.text);
  if (french) {
    const said = quote === '' ? '' : ` Le dernier message (${last?.role}) dit : « ${quote} »`;
    return `Ici test-model, hors ligne. J'ai reçu ${messages}, ${tools}, ${size} de texte.${media}${said} Écrivez /aide pour voir ce que je sais faire.`;
  }
  const said = quote === '' ? '' : ` The last message (${last?.role}) says: “${quote}”`;
  return `This is test-model, offline. I received ${messages}, ${tools}, ${size} of text.${media}${said} Write /help to see what I can do.`;
}

/** The answer in words that end with their spaces: joined, they are the whole text. */
export function* answerWords(request: ChatRequest, commands: Commands): Generator<string> {
  if (commands.long !== null) {
    const words = FILLER[commands.language].split(' ');
    for (let i = 0; i < commands.long; i++) {
      yield `${words[i % words.length] ?? ''}${i === commands.long - 1 ? '' : ' '}`;
    }
    return;
  }
  yield* splitWords(commands.help ? HELP[commands.language] : describeReceived(request, commands.language));
}

/** A text as words, each with the spaces that follow it. */
export function splitWords(text: string): string[] {
  return text.match(/\s*\S+\s*/g) ?? (text === '' ? [] : [text]);
}

export function reasoningWords(language: Language): string[] {
  return splitWords(REASONING[language]);
}
