import type { Sentences } from '../translate.ts';

/** What is wrong with a configuration, and why a provider is on or off. */
export const CONFIG: Sentences = {
  '{1} is not a known key': '{1} n’est pas une clé connue',
  'did you mean {1}?': 'vouliez-vous dire {1} ?',
  '{1} is missing: it {2}': '{1} manque : {2!}',
  '{1}:{2}: not valid TOML (column {3}): {4}': '{1}:{2} : TOML invalide (colonne {3}) : {4}',
  'the configuration cannot be used': 'la configuration est inutilisable',
  '{1} is not a file': '{1} n’est pas un fichier',
  '{1} is larger than 1 MB: this is not a configuration file':
    '{1} dépasse 1 Mo : ce n’est pas un fichier de configuration',
  '{1} cannot be read ({2})': '{1} est illisible ({2~})',
  'there is no file {1} ({2})': 'le fichier {1} n’existe pas ({2})',
  "{1} is the name of this program's own server: choose another":
    '{1} est le nom du serveur propre à ce programme : en choisir un autre',
  '{1} is for {2}: leave it out, and give the server a command':
    '{1} est réservé à {2} : l’omettre, et donner une commande au serveur',
  '{1} is for {2}: leave it out': '{1} est réservé à {2} : l’omettre',
  '{1} needs a command or a url': '{1} demande une commande (command) ou une adresse (url)',
  'enabled = false in the configuration': 'enabled = false dans la configuration',
  'it has no api_key': 'api_key manque',
  '{1} is not set': '{1} n’est pas définie',
  'api_key is set in the configuration, {1}': 'api_key est définie dans la configuration, {1}',
  'api_key is set in the configuration': 'api_key est définie dans la configuration',
  '{1} is set, {2}': '{1} est définie, {2}',
  '{1} is set': '{1} est définie',
  "passes on the client's own credential, {1}": 'transmet l’identifiant propre au client, {1}',
  "passes on the client's own credential": 'transmet l’identifiant propre au client',
  "passes on a client's own {1} credential, {2}": 'transmet l’identifiant {1} propre au client, {2}',
  "passes on a client's own {1} credential": 'transmet l’identifiant {1} propre au client',
  "no {1}; passes on a client's own {2} credential, {3}":
    'pas de {1} ; transmet l’identifiant {2} propre au client, {3}',
  "no {1}; passes on a client's own {2} credential":
    'pas de {1} ; transmet l’identifiant {2} propre au client',
  'built in, answers offline': 'intégré, répond hors ligne',
  'named in the configuration, needs no key': 'nommé dans la configuration, sans clé nécessaire',
  'neither {1} nor the configuration names it': 'ni {1} ni la configuration ne le nomment',
  'providers.{1}.api_key is not used: auth is "{2}"': 'providers.{1}.api_key ne sert pas : auth vaut « {2} »',
  '{1} is not an address: ignored': '{1} n’est pas une adresse : ignorée',
  '{1} is not a name for a provider: letters, digits, ".", "_" and "-" only, and not "auto"':
    '{1} n’est pas un nom de fournisseur : seulement lettres, chiffres, « . », « _ » et « - », et pas « auto »',
  '{1} needs a type (openai-compatible, …): it is not the name of a preset':
    '{1} demande un type (openai-compatible, …) : ce n’est pas le nom d’un préréglage',
  '{1} needs a base_url': '{1} demande une base_url',
  '{1} is neither provider/model nor an id of [models]':
    '{1} n’est ni fournisseur/modèle ni un identifiant de [models]',
  '{1} names a provider and no model': '{1} nomme un fournisseur sans modèle',
  '{1} names a provider that is not there: {2}': '{1} nomme un fournisseur qui n’existe pas : {2}',
  '{1} is empty: name an id or a glob': '{1} est vide : nommer un identifiant ou un motif',
  '{1} cannot be an id: auto means the pinned model, or default_model':
    '{1} ne peut pas être un identifiant : auto désigne le modèle épinglé, ou default_model',
  '{1} is longer than {2} characters': '{1} dépasse {2} caractères',
  '{1} is the entry itself': '{1} est l’entrée elle-même',
  '{1} cannot be auto, which stands for it': '{1} ne peut pas être auto, qui le désigne',
  '{1} must be {2}': '{1} doit être {2!}',
  '{1} is not a header name': '{1} n’est pas un nom d’en-tête',
  '{1} is set by the connection itself': '{1} est fixé par la connexion elle-même',
  '{1} has characters that a header cannot carry': '{1} a des caractères qu’un en-tête ne peut pas porter',
  '{1} must not hold a user name or password: use headers':
    '{1} ne doit contenir ni nom d’utilisateur ni mot de passe : employer headers',
  '{1} must have no query and no fragment': '{1} ne doit avoir ni paramètres ni fragment',
  '{1} must name at least one price': '{1} doit donner au moins un prix',
  '{1} must name at least one folder; leave it out to allow all':
    '{1} doit nommer au moins un dossier ; l’omettre pour tout autoriser',
  '{1} cannot stand beside command: keep one of the two': '{1} ne va pas avec command : garder l’un des deux',
  '{1} cannot stand beside start: keep one of the two': '{1} ne va pas avec start : garder l’un des deux',
  '{1} needs a command: add one, or leave this out': '{1} demande command : l’ajouter, ou omettre cette clé',
  '{1} needs a url: add one, or leave this out': '{1} demande url : l’ajouter, ou omettre cette clé',
  '{1} is {2}, which other machines can reach: set auth_token, or use 127.0.0.1':
    '{1} est {2}, que d’autres machines peuvent atteindre : définir auth_token, ou employer 127.0.0.1',
  '{1} names ${{2}}, which is not set: set {3}, or write ${{4}:-fallback}':
    '{1} nomme ${{2}}, qui n’est pas définie : définir {3}, ou écrire ${{4}:-valeur}',
  '{1} is not allowed as a name': '{1} n’est pas admis comme nom',
  '{1} leads to {2}, which is off: {3}': '{1} mène à {2}, qui est inactif : {3~}',
  '{1}:{2}: {3}: a secret in a file that others can read; chmod 600 {4}':
    '{1}:{2} : {3} : un secret dans un fichier que d’autres peuvent lire ; chmod 600 {4}',
  '{1}:{2}: {3} and {4} more: a secret in a file that others can read; chmod 600 {5}':
    '{1}:{2} : {3} et {4} de plus : un secret dans un fichier que d’autres peuvent lire ; chmod 600 {5}',
  '{1} holds a key and others can read it; chmod 600 {2}':
    '{1} contient une clé et d’autres peuvent le lire ; chmod 600 {2}',
  'auth_token is shorter than {1} characters: it can be guessed':
    'auth_token a moins de {1} caractères : il peut être deviné',
  '{1} has a ${ that is not ${NAME} or ${NAME:-fallback}; write $${ for a plain ${':
    '{1} a un ${ qui n’est ni ${NOM} ni ${NOM:-valeur} ; écrire $${ pour un simple ${',
};

/** What a value must be, and what was probably meant. */
export const CONFIG_PARTS: Sentences = {
  'a list': 'une liste',
  'a date': 'une date',
  'a number': 'un nombre',
  'a .env file cannot be read: {1}': 'un fichier .env est illisible : {1}',
  'unknown error': 'erreur inconnue',
  'named with letters, digits, - and single _ within (at most {1}): it becomes part of tool names':
    'nommé avec des lettres, des chiffres, - et des _ isolés à l’intérieur ({1} au plus) : ce nom entre dans ceux des outils',
  'a whole number from {1} to {2}': 'un nombre entier de {1} à {2}',
  'a number from {1} to {2}': 'un nombre de {1} à {2}',
  'an http or https address': 'une adresse http ou https',
  "the provider's own id": 'l’identifiant propre au fournisseur',
  "a provider's name": 'le nom d’un fournisseur',
  'provider/model, or an id of [models]': 'fournisseur/modèle, ou un identifiant de [models]',
  "a tool's name, or a glob": 'le nom d’un outil, ou un motif',
  'a program': 'un programme',
  'a folder': 'un dossier',
  'a host name or an IP address': 'un nom d’hôte ou une adresse IP',
  'a text': 'un texte',
  'a host name': 'un nom d’hôte',
  'an origin': 'une origine',
  'a model': 'un modèle',
  'true or false': 'true ou false',
  'one of {1}': 'l’une des valeurs {1}',
  'tool names or globs': 'noms d’outils ou de motifs',
  'host names': 'noms d’hôtes',
  'numbers from 0 to 1': 'nombres de 0 à 1',
  'a list of {1}': 'une liste de {1~}',
  'a table': 'une table',
  'a table of tables': 'une table de tables',
  'a table of texts': 'une table de textes',
  'a table with the keys {1}': 'une table avec les clés {1}',
  'true, false or a list of tool names': 'true, false ou une liste de noms d’outils',
  'above 0': 'supérieur à 0',
  'a whole number from 0 to 65535': 'un nombre entier de 0 à 65535',
  'a host name or an IP address, without scheme and port':
    'un nom d’hôte ou une adresse IP, sans protocole ni port',
  'printable ASCII without spaces: it is sent as a header':
    'en ASCII imprimable sans espaces : c’est envoyé comme en-tête',
  'an origin such as https://app.example:8443': 'une origine telle que https://app.example:8443',
};
