import type { Sentences } from '../translate.ts';

/** States of MCP servers, and calls of their tools that were refused or failed. */
export const MCP: Sentences = {
  'The call may still be running there. Raise timeouts.call_s of the server, or ask for less.':
    'L’appel y est peut-être encore en cours. Augmenter timeouts.call_s du serveur, ou demander moins.',
  'GET /api/mcp/servers says in what state {1} is, and why.':
    'GET /api/mcp/servers dit dans quel état est {1}, et pourquoi.',
  'There is no MCP server {1}.': 'Il n’y a pas de serveur MCP {1}.',
  'There are: {1}. Others are added as [mcp.servers.NAME] in config.toml.':
    'Il y a : {1}. Les autres s’ajoutent par [mcp.servers.NOM] dans config.toml.',
  'Waiting for a person to confirm this call on the dashboard, or through /api/mcp/confirmations.':
    'En attente de la confirmation de cet appel par une personne, dans le tableau de bord ou par /api/mcp/confirmations.',
  'A person refused this call of {1}. Do not try it again; ask what they would rather have.':
    'Une personne a refusé cet appel de {1}. Ne pas réessayer ; demander ce qu’elle préfère.',
  'Nobody confirmed this call of {1} within {2} s. Call again when the person is there to confirm it on the dashboard, or through /api/mcp/confirmations.':
    'Personne n’a confirmé cet appel de {1} en {2} s. Rappeler quand la personne est là pour le confirmer, dans le tableau de bord ou par /api/mcp/confirmations.',
  'Too many calls wait for a person already. Call {1} again when they are decided on the dashboard, or through /api/mcp/confirmations.':
    'Trop d’appels attendent déjà une personne. Rappeler {1} quand ils sont tranchés, dans le tableau de bord ou par /api/mcp/confirmations.',
  '{1} has no tool {2}: it lists none.': '{1} n’a pas d’outil {2} : il n’en liste aucun.',
  '{1} has no tool {2}. It has: {3}, ….': '{1} n’a pas d’outil {2}. Il a : {3}, ….',
  '{1} has no tool {2}. It has: {3}.': '{1} n’a pas d’outil {2}. Il a : {3}.',
  '{1} failed and does not say why.': '{1} a échoué et ne dit pas pourquoi.',
  '{1} does not answer the handshake as an MCP server does.':
    '{1} ne répond pas à l’ouverture comme le fait un serveur MCP.',
  'its session at the server has ended': 'sa session chez le serveur est terminée',
  'the connection was cut': 'la connexion a été coupée',
  'the connection was closed': 'la connexion a été fermée',
  '{1} cannot be reached: {2}.': '{1} est injoignable : {2~}.',
  'Too many requests wait for the client.': 'Trop de requêtes attendent le client.',
  '{1} has not answered {2} within {3} ms.': '{1} n’a pas répondu à {2} en {3} ms.',
  '{1} cannot be reached: it was not sent.': '{1} est injoignable : rien n’a été envoyé.',
  '{1} has not started within {2} ms.': '{1} n’a pas démarré en {2} ms.',
  '{1} did not start.': '{1} n’a pas démarré.',
  '{1} refused the handshake: {2}': '{1} a refusé l’ouverture : {2}',
  'The configuration of {1} changed while this call waited. Call again.':
    'La configuration de {1} a changé pendant que cet appel attendait. Rappeler.',
  'There is no MCP server {1}. There are: {2}.': 'Il n’y a pas de serveur MCP {1}. Il y a : {2}.',
  'Refused by allowed_directories of the MCP server "{1}": {2} {3}. Allowed: what is in {4}. Use a path in there, best in full.':
    'Refusé par allowed_directories du serveur MCP « {1} » : {2!} {3!}. Autorisé : ce qui est dans {4}. Employer un chemin à cet endroit, de préférence complet.',
  'The MCP server "{1}" takes {2} calls a minute (calls_per_minute), of all clients together.':
    'Le serveur MCP « {1} » prend {2} appels par minute (calls_per_minute), tous clients confondus.',
  'The MCP server "{1}" takes {2} calls a minute (calls_per_minute), of all clients together. Try again in {3} s.':
    'Le serveur MCP « {1} » prend {2} appels par minute (calls_per_minute), tous clients confondus. Réessayer dans {3} s.',
  'The result has {1} bytes, more than the {2} that the MCP server "{3}" may answer with (max_result_kb). Ask for less: a part, a page, a narrower search.':
    'Le résultat fait {1} octets, plus que les {2} admis pour le serveur MCP « {3} » (max_result_kb). Demander moins : une partie, une page, une recherche plus étroite.',
  'The tool "{1}" is refused by deny_tools of the MCP server "{2}". Use another tool, or ask the person who configured the server.':
    'L’outil « {1} » est refusé par deny_tools du serveur MCP « {2} ». Employer un autre outil, ou demander à qui a configuré le serveur.',
  'The tool "{1}" is not among allow_tools of the MCP server "{2}". Use another tool, or ask the person who configured the server.':
    'L’outil « {1} » n’est pas dans allow_tools du serveur MCP « {2} ». Employer un autre outil, ou demander à qui a configuré le serveur.',
  'The tool "{1}" may change something, and read_only of the MCP server "{2}" keeps the tools that only read. Use another tool, or ask the person who configured the server.':
    'L’outil « {1} » peut modifier quelque chose, et read_only du serveur MCP « {2} » ne garde que les outils qui lisent. Employer un autre outil, ou demander à qui a configuré le serveur.',
  'The server answered with an error.': 'Le serveur a répondu par une erreur.',
  '{1} has neither a command nor a url.': '{1} n’a ni command ni url.',
  'Start it there, or set start = true in [mcp.servers.{1}].':
    'Le démarrer de son côté, ou définir start = true dans [mcp.servers.{1}].',
  'Start it, or look at its url in [mcp.servers.{1}].':
    'Le démarrer, ou vérifier son url dans [mcp.servers.{1}].',
  '{1} cannot be reached: {2}. {3}': '{1} est injoignable : {2~}. {3!}',
  '{1} is off: enabled = false in [mcp.servers.{2}].':
    '{1} est inactif : enabled = false dans [mcp.servers.{2}].',
  '{1} was ended: its configuration changed, or the program ends.':
    '{1} a été arrêté : sa configuration a changé, ou le programme s’arrête.',
  '{1} was stopped by hand: POST /api/mcp/servers/{2}/start starts it again.':
    '{1} a été arrêté à la main : POST /api/mcp/servers/{2}/start le redémarre.',
  'It is down.': 'Il est en panne.',
  'it died': 'il s’est arrêté',
  '{1} is down ({2}) and is tried again in {3} s.': '{1} est en panne ({2~}) ; nouvel essai dans {3} s.',
  '{1} was stopped.': '{1} a été arrêté.',
  'This client does not answer {1}.': 'Ce client ne répond pas à {1}.',
  'stopped by hand': 'arrêté à la main',
  'it answered {1}: give it a credential in headers':
    'il a répondu {1} : lui donner un identifiant dans headers',
  'it answered {1}': 'il a répondu {1}',
  'nothing answers at its url': 'rien ne répond à son adresse',
  'the connection failed': 'la connexion a échoué',
  'the connection is closed': 'la connexion est fermée',
  'it is not started': 'il n’est pas démarré',
  'the server sent a message of more than {1} bytes': 'le serveur a envoyé un message de plus de {1} octets',
  'it does not answer as an MCP server': 'il ne répond pas comme un serveur MCP',
  'it answered {1} to an MCP handshake': 'il a répondu {1} à une ouverture MCP',
  'nobody waits for it any more': 'plus personne ne l’attend',
  'it has not answered within {1} ms': 'il n’a pas répondu en {1} ms',
  'it ended with exit code {1}: see the log': 'il s’est terminé avec le code {1} : voir le journal',
  'it was ended by {1}': 'il a été arrêté par {1}',
  'the command {1} is not there, or its folder {2} is not: check command, cwd and PATH':
    'la commande {1} n’existe pas, ou son dossier {2} : vérifier command, cwd et PATH',
  'the command {1} may not be run': 'la commande {1} ne peut pas être exécutée (droits)',
  'the command could not be started ({1})': 'la commande n’a pas pu être lancée ({1})',
  'it sent a message of more than {1} bytes': 'il a envoyé un message de plus de {1} octets',
  'it closed its output': 'il a fermé sa sortie',
  'the server does not run': 'le serveur ne tourne pas',
  'the server does not read its input': 'le serveur ne lit pas son entrée',
  'the server closed its input': 'le serveur a fermé son entrée',
  'it sends requests on to no address, which is not followed; set the address meant as url':
    'il renvoie les requêtes vers une non-adresse, ce qui n’est pas suivi ; définir l’adresse voulue dans url',
  'it sends requests on to {1}, which is not followed; set the address meant as url':
    'il renvoie les requêtes vers {1}, ce qui n’est pas suivi ; définir l’adresse voulue dans url',
  'it sends requests on more than {1} times': 'il renvoie les requêtes plus de {1} fois',
};

/** What of a call is meant, and what is wrong with it. */
export const MCP_PARTS: Sentences = {
  'argument "{1}"': 'l’argument « {1} »',
  'the arguments': 'les arguments',
  'argument "{1}" is left out and means {2}, which': 'l’argument « {1} » est omis et signifie {2}, qui',
  'argument "{1}" ({2})': 'l’argument « {1} » ({2})',
  'a path in the arguments': 'un chemin dans les arguments',
  'the URI {1}': 'l’URI {1}',
  'is left out, and would mean a folder outside: give it':
    'est omis, et désignerait un dossier extérieur : le donner',
  'name too many folders at once: send fewer': 'nomment trop de dossiers à la fois : en envoyer moins',
  'could not be looked at in time': 'n’a pas pu être examiné à temps',
  'leads through a link, and another operation may change that: make each operation a call of its own':
    'passe par un lien, et une autre opération peut le changer : faire de chaque opération un appel à part',
  'has a backslash in it, which the tool would read as the beginning of another character':
    'contient une barre oblique inverse, que l’outil lirait comme le début d’un autre caractère',
  'has too much in it to be sure of its names: name a smaller folder':
    'contient trop de choses pour être sûr de ses noms : nommer un dossier plus petit',
  'has too much in it to be sure of its links: name a smaller folder':
    'contient trop de choses pour être sûr de ses liens : nommer un dossier plus petit',
  'has a name with control characters or backslashes in it: {1}':
    'contient un nom avec des caractères de contrôle ou des barres obliques inverses : {1}',
  'has a link in it ({1}) that may be somewhere else by the time that it is followed: name a folder without links, or make each operation a call of its own':
    'contient un lien ({1}) qui peut mener ailleurs au moment où il est suivi : nommer un dossier sans liens, ou faire de chaque opération un appel à part',
  'has a link in it that leads outside ({1}), and the tool may follow it: name a folder without it':
    'contient un lien qui mène dehors ({1}), et l’outil peut le suivre : nommer un dossier sans ce lien',
  'could not be checked': 'n’a pas pu être vérifié',
  'is outside, or leads there through a link': 'est en dehors, ou y mène par un lien',
  'is an allowed folder itself: name something in it':
    'est lui-même un dossier autorisé : nommer quelque chose à l’intérieur',
  'is longer than a path can be': 'est plus long qu’un chemin ne peut l’être',
  'goes up (..) in a pattern': 'remonte (..) dans un motif',
  'has full paths within a pattern': 'a des chemins complets dans un motif',
  'is longer than a path can be ({1} characters)':
    'est plus long qu’un chemin ne peut l’être ({1} caractères)',
  'has control characters, or hides some': 'a des caractères de contrôle, ou en cache',
  'begins with "-" and may be taken for an option: write ./ before it':
    'commence par « - » et peut passer pour une option : écrire ./ devant',
  "names a user's home folder, or seems to: write ./ before it, or the path in full":
    'nomme le dossier personnel d’un utilisateur, ou en a l’air : écrire ./ devant, ou le chemin complet',
  'has a command or an expression in it that a shell would replace':
    'contient une commande ou une expression qu’un shell remplacerait',
  'names a drive': 'nomme un lecteur',
  'names another machine or a device': 'nomme une autre machine ou un périphérique',
  'is a file: URI of another machine': 'est une URI file: d’une autre machine',
  'can be read in too many ways': 'peut se lire de trop de façons',
  'have too many values to be checked: send fewer at a time':
    'ont trop de valeurs à vérifier : en envoyer moins à la fois',
  'is nested deeper than {1} levels': 'est imbriqué sur plus de {1} niveaux',
  'is a number where a path belongs': 'est un nombre là où il faut un chemin',
  "hands the archive's own names to tar, which takes some of them for options (another folder, for one): extract all of it":
    'passe à tar les noms de l’archive, dont il prend certains pour des options (un autre dossier, par exemple) : tout extraire',
  'leads through /proc': 'passe par /proc',
  'cannot be looked at': 'ne peut pas être examiné',
  'is a loop of links': 'est une boucle de liens',
};
