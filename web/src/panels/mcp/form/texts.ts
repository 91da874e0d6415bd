import type { Texts } from '../../../texts/index.ts';
import type { ProblemCode } from './arguments.ts';
import type { Field, JsonReason } from './field.ts';

export interface FormTexts {
  try: string;
  noArguments: string;
  asJson: string;
  call: string;
  calling: string;
  cancel: string;
  reset: string;
  arguments: string;
  required: string;
  notSet: string;
  add: string;
  remove: (number: string) => string;
  item: (number: string) => string;
  kinds: Record<Field['kind'], string>;
  pick: string;
  moreProperties: string;
  defaultIs: (value: string) => string;
  format: (name: string) => string;
  pattern: (pattern: string) => string;
  bounds: {
    between: (low: string, high: string) => string;
    from: (low: string) => string;
    to: (high: string) => string;
  };
  reasons: Record<JsonReason, string>;
  problems: Record<ProblemCode, (bound: string) => string>;
  position: (line: string, column: string) => string;
  jsonHint: string;
  jsonHere: string;
  fixFirst: [one: string, many: string];
  result: string;
  ok: string;
  failed: string;
  took: (time: string) => string;
  tookHint: string;
  views: Record<'data' | 'text' | 'raw', string>;
  copyResult: string;
  showMore: (count: string) => string;
  empty: string;
  nothing: string;
  other: (type: string, more: string) => string;
  items: [one: string, many: string];
  entries: [one: string, many: string];
  destructive: string;
  cancelled: string;
}

export const TEXTS: Texts<FormTexts> = {
  en: {
    try: 'Try it',
    noArguments: 'It takes no arguments.',
    asJson: 'As JSON',
    call: 'Call',
    calling: 'Calling…',
    cancel: 'Cancel',
    reset: 'Reset',
    arguments: 'Arguments',
    required: 'required',
    notSet: 'not set',
    add: 'Add',
    remove: (number) => `Remove ${number}`,
    item: (number) => `item ${number}`,
    kinds: {
      text: 'text',
      number: 'number',
      boolean: 'true or false',
      choice: 'one of several',
      list: 'list',
      group: 'object',
      either: 'choice',
      json: 'JSON',
    },
    pick: 'Kind',
    moreProperties: 'Also sent, though the schema does not name it:',
    defaultIs: (value) => `${value} unless told`,
    format: (name) => `format ${name}`,
    pattern: (pattern) => `pattern ${pattern}`,
    bounds: {
      between: (low, high) => `${low} to ${high}`,
      from: (low) => `${low} or more`,
      to: (high) => `up to ${high}`,
    },
    reasons: {
      any: 'The schema does not say what it holds: write it as JSON.',
      deep: 'It is nested too deep for a form: write it as JSON.',
      large: 'It is too large for a form: write it as JSON.',
      cyclic: 'Its schema leads back to itself: write it as JSON.',
      unsupported: 'A form cannot show its schema: write it as JSON.',
    },
    problems: {
      needed: () => 'This is required.',
      number: () => 'This is not a number.',
      integer: () => 'This must be a whole number.',
      inexact: () => 'This number is too large to be sent exactly.',
      min: (bound) => `This must be ${bound} or more.`,
      max: (bound) => `This must be ${bound} or less.`,
      above: (bound) => `This must be more than ${bound}.`,
      below: (bound) => `This must be less than ${bound}.`,
      shorter: (bound) => `This must have ${bound} characters or more.`,
      longer: (bound) => `This must have ${bound} characters or fewer.`,
      fewer: (bound) => `There must be ${bound} items or more.`,
      more: (bound) => `There must be ${bound} items or fewer.`,
      json: () => 'This is not JSON',
      object: () => 'Arguments are an object: { … }.',
    },
    position: (line, column) => `line ${line}, column ${column}`,
    jsonHint: 'An object with the arguments',
    jsonHere: 'as JSON',
    fixFirst: ['{n} field is not right yet.', '{n} fields are not right yet.'],
    result: 'Result',
    ok: 'ok',
    failed: 'the tool says that it failed',
    took: (time) => `took ${time}`,
    tookHint: 'as this page measured it, from the click to the answer',
    views: { data: 'Data', text: 'Text', raw: 'As it came' },
    copyResult: 'result',
    showMore: (count) => `Show ${count} more`,
    empty: 'empty',
    nothing: 'It answered nothing.',
    other: (type, more) => `${type} ${more}`.trim(),
    items: ['{n} item', '{n} items'],
    entries: ['{n} entry', '{n} entries'],
    destructive: 'The server says that it may destroy something. The call is real.',
    cancelled: 'Cancelled.',
  },
  fr: {
    try: 'Essayer',
    noArguments: 'Il ne prend pas d’arguments.',
    asJson: 'En JSON',
    call: 'Appeler',
    calling: 'Appel…',
    cancel: 'Annuler',
    reset: 'Réinitialiser',
    arguments: 'Arguments',
    required: 'requis',
    notSet: 'non défini',
    add: 'Ajouter',
    remove: (number) => `Retirer ${number}`,
    item: (number) => `élément ${number}`,
    kinds: {
      text: 'texte',
      number: 'nombre',
      boolean: 'true ou false',
      choice: 'un parmi plusieurs',
      list: 'liste',
      group: 'objet',
      either: 'choix',
      json: 'JSON',
    },
    pick: 'Genre',
    moreProperties: 'Envoyé aussi, bien que le schéma ne le nomme pas :',
    defaultIs: (value) => `${value} par défaut`,
    format: (name) => `format ${name}`,
    pattern: (pattern) => `motif ${pattern}`,
    bounds: {
      between: (low, high) => `${low} à ${high}`,
      from: (low) => `${low} ou plus`,
      to: (high) => `${high} au plus`,
    },
    reasons: {
      any: 'Le schéma ne dit pas ce qu’il contient : écrivez-le en JSON.',
      deep: 'Trop imbriqué pour un formulaire : écrivez-le en JSON.',
      large: 'Trop grand pour un formulaire : écrivez-le en JSON.',
      cyclic: 'Son schéma revient à lui-même : écrivez-le en JSON.',
      unsupported: 'Un formulaire ne peut montrer son schéma : écrivez-le en JSON.',
    },
    problems: {
      needed: () => 'C’est requis.',
      number: () => 'Ce n’est pas un nombre.',
      integer: () => 'Il faut un nombre entier.',
      inexact: () => 'Ce nombre est trop grand pour être envoyé exactement.',
      min: (bound) => `Il faut ${bound} ou plus.`,
      max: (bound) => `Il faut ${bound} ou moins.`,
      above: (bound) => `Il faut plus que ${bound}.`,
      below: (bound) => `Il faut moins que ${bound}.`,
      shorter: (bound) => `Il faut ${bound} caractères ou plus.`,
      longer: (bound) => `Il faut ${bound} caractères ou moins.`,
      fewer: (bound) => `Il faut ${bound} éléments ou plus.`,
      more: (bound) => `Il faut ${bound} éléments ou moins.`,
      json: () => 'Ce n’est pas du JSON',
      object: () => 'Les arguments sont un objet : { … }.',
    },
    position: (line, column) => `ligne ${line}, colonne ${column}`,
    jsonHint: 'Un objet avec les arguments',
    jsonHere: 'en JSON',
    fixFirst: ['{n} champ n’est pas encore juste.', '{n} champs ne sont pas encore justes.'],
    result: 'Résultat',
    ok: 'ok',
    failed: 'l’outil dit avoir échoué',
    took: (time) => `en ${time}`,
    tookHint: 'mesuré par cette page, du clic à la réponse',
    views: { data: 'Données', text: 'Texte', raw: 'Tel quel' },
    copyResult: 'résultat',
    showMore: (count) => `Montrer ${count} de plus`,
    empty: 'vide',
    nothing: 'Il n’a rien répondu.',
    other: (type, more) => `${type} ${more}`.trim(),
    items: ['{n} élément', '{n} éléments'],
    entries: ['{n} entrée', '{n} entrées'],
    destructive: 'Le serveur dit qu’il peut détruire quelque chose. L’appel est réel.',
    cancelled: 'Annulé.',
  },
};
