import type { Sentences } from '../translate.ts';

/** Refusals of the dashboard API, its health, the store; Zod’s own words for a value. */
export const API: Sentences = {
  'against (query): there is no exchange of this id.':
    'against (query) : il n’y a pas d’échange de cet identifiant.',
  'GET /api/exchanges lists them; without `against`, the last turn of the same agent is taken.':
    'GET /api/exchanges les liste ; sans `against`, le dernier tour du même agent est pris.',
  'against (query): its request is in {1}, this one in {2}; contexts of two protocols are not compared.':
    'against (query) : sa requête est en {1}, celle-ci en {2} ; les contextes de deux protocoles ne se comparent pas.',
  'from (query): must be a position, or what `next` said':
    'from (query) : doit être une position, ou ce que disait `next`',
  'q (query): character {1}: {2}': 'q (query) : caractère {1} : {2~}',
  'Put text that has a colon between quotes; docs/filter.md lists the fields.':
    'Mettre entre guillemets un texte qui contient un deux-points ; docs/filter.md liste les champs.',
  'docs/filter.md explains the language.': 'docs/filter.md explique le langage.',
  'The body is not JSON.': 'Le corps n’est pas du JSON.',
  'The body is not JSON (position {1}).': 'Le corps n’est pas du JSON (position {1}).',
  'The body is over the limit of this call (1 MB; 16 MB where a tool is called).':
    'Le corps dépasse la limite de cet appel (1 Mo ; 16 Mo pour l’appel d’un outil).',
  'This call takes a body of type application/json.': 'Cet appel prend un corps de type application/json.',
  'Send Content-Type: application/json.': 'Envoyer Content-Type: application/json.',
  'The path cannot be decoded.': 'Le chemin ne peut pas être décodé.',
  'A % in a path has to begin two hexadecimal digits; % itself is %25.':
    'Un % dans un chemin doit être suivi de deux chiffres hexadécimaux ; % lui-même s’écrit %25.',
  'The request could not be read.': 'La requête n’a pas pu être lue.',
  'The database could not answer.': 'La base de données n’a pas pu répondre.',
  'Requests to providers go on; see the log for the reason.':
    'Les requêtes vers les fournisseurs continuent ; le journal dit la raison.',
  'Something went wrong here.': 'Le programme a rencontré une erreur interne.',
  'This path does not answer {1}.': 'Ce chemin ne répond pas à {1}.',
  'It answers {1}.': 'Il répond à {1}.',
  'There is nothing at this path.': 'Il n’y a rien à ce chemin.',
  'GET /openapi.json lists every call of the dashboard API.':
    'GET /openapi.json liste tous les appels de l’API du tableau de bord.',
  'LLM clients use the base URL of this address with /v1; the page at / shows how to connect each tool.':
    'Les clients LLM emploient l’URL de base de cette adresse avec /v1 ; la page / montre comment raccorder chaque outil.',
  'A request needs exactly one Host header.': 'Une requête demande exactement un en-tête Host.',
  'This Host is not one that this program answers to.':
    'Ce Host n’est pas de ceux auxquels ce programme répond.',
  'If you trust it, add {1} to allowed_hosts in config.toml.':
    'S’il est de confiance, ajouter {1} à allowed_hosts dans config.toml.',
  'Pages without an origin of their own may not call this program.':
    'Les pages sans origine propre ne peuvent pas appeler ce programme.',
  'Serve the page from an address and add that to allowed_origins in config.toml.':
    'Servir la page depuis une adresse, et l’ajouter à allowed_origins dans config.toml.',
  'A page of another origin may not call this program.':
    'Une page d’une autre origine ne peut pas appeler ce programme.',
  'If you trust it, add its origin to allowed_origins in config.toml.':
    'Si elle est de confiance, ajouter son origine à allowed_origins dans config.toml.',
  'The request target must be a path.': 'La cible de la requête doit être un chemin.',
  'This program asks for its access token.': 'Ce programme demande son jeton d’accès.',
  'Send auth_token as your API key (Authorization: Bearer, x-api-key, x-goog-api-key or ?key=) or as x-kimi-proxy-token.':
    'Envoyer auth_token comme clé d’API (Authorization: Bearer, x-api-key, x-goog-api-key ou ?key=) ou dans x-kimi-proxy-token.',
  'There is no block of this hash.': 'Il n’y a pas de bloc de cette empreinte.',
  'The exchanges that had it may have been deleted, or their time of keeping is over.':
    'Les échanges qui l’avaient ont peut-être été supprimés, ou leur durée de conservation est passée.',
  'This block holds no image that can be shown.': 'Ce bloc ne contient pas d’image affichable.',
  'PNG, JPEG, GIF and WebP of up to 20 MB are shown, where the image itself was sent.':
    'Les images PNG, JPEG, GIF et WebP jusqu’à 20 Mo sont affichées, si l’image elle-même a été envoyée.',
  'Contents are kept whole with capture = "full".':
    'Les contenus sont gardés en entier avec capture = "full".',
  'The {1} of this exchange is not kept.': 'Pour cet échange, ceci n’est pas gardé : {1~}.',
  'Bodies are kept with capture = "full", once the exchange has ended.':
    'Les corps sont gardés avec capture = "full", une fois l’échange terminé.',
  'The request of this exchange is not kept, so that it cannot be sent again.':
    'La requête de cet échange n’est pas gardée : elle ne peut pas être renvoyée.',
  'as (query): the body is no JSON, which the SDK sends':
    'as (query) : le corps n’est pas du JSON, que le SDK envoie',
  'Use as=curl.': 'Employer as=curl.',
  'part (query): this part holds no image that can be shown.':
    'part (query) : cette partie ne contient pas d’image affichable.',
  'part (query): there is no such part of the answer.':
    'part (query) : cette partie de la réponse n’existe pas.',
  'GET /api/exchanges/{id}/conversation lists them; answers are kept with capture = "full".':
    'GET /api/exchanges/{id}/conversation les liste ; les réponses sont gardées avec capture = "full".',
  'Kimi Proxy Dashboard works.': 'Kimi Proxy Dashboard fonctionne.',
  'storage is down: exchanges are forwarded, but not recorded':
    'le stockage est en panne : les échanges sont relayés, mais pas enregistrés',
  'storage is down: exchanges are forwarded, but not recorded.':
    'le stockage est en panne : les échanges sont relayés, mais pas enregistrés.',
  'the token counter is down (a vocabulary cannot be read, or its thread fails): counts are estimates':
    'le compteur de jetons est en panne (vocabulaire illisible, ou fil en échec) : les comptes sont estimés',
  'the token counter is down (a vocabulary cannot be read, or its thread fails): counts are estimates.':
    'le compteur de jetons est en panne (vocabulaire illisible, ou fil en échec) : les comptes sont estimés.',
  'There is no session {1}.': 'La session {1} n’existe pas.',
  'GET /api/sessions lists them.': 'GET /api/sessions les liste.',
  'There is no exchange of this id.': 'Il n’y a pas d’échange de cet identifiant.',
  'Its session may have been deleted, or its time of keeping is over.':
    'Sa session a peut-être été supprimée, ou sa durée de conservation est passée.',
  'There is no session yet.': 'Il n’y a pas encore de session.',
  'Send a request through the proxy, or make a session with POST /api/sessions.':
    'Envoyer une requête à travers le proxy, ou créer une session par POST /api/sessions.',
  'There is no MCP server of this name.': 'Il n’y a pas de serveur MCP de ce nom.',
  'GET /api/mcp/servers lists them; [mcp.servers.<name>] in the configuration adds one.':
    'GET /api/mcp/servers les liste ; [mcp.servers.<nom>] dans la configuration en ajoute un.',
  'The client is gone.': 'Le client est parti.',
  'No call of this id waits to be approved.': 'Aucun appel de cet identifiant n’attend d’être approuvé.',
  'It was decided already, was given up, or waited too long.':
    'Il a déjà été tranché, a été abandonné, ou a attendu trop longtemps.',
  'The page has no such file.': 'La page n’a pas ce fichier.',
  'Reload the page: it may be newer.': 'Recharger la page : elle est peut-être plus récente.',
  'This program asks for no token: there is nothing to log in to.':
    'Ce programme ne demande pas de jeton : il n’y a pas de connexion à faire.',
  'The session has no agent of this id.': 'La session n’a pas d’agent de cet identifiant.',
  'Its timeline without agent_id lists them.': 'Sa chronologie sans agent_id les liste.',
  'Live events are at /ws.': 'Les événements en direct sont à /ws.',
  'The program is ending.': 'Le programme s’arrête.',
  'model: "{1}" names no provider that is known here.':
    'model : « {1} » ne nomme aucun fournisseur connu ici.',
  'Give provider/model, such as anthropic/claude-sonnet-5-5, or an id of [models]; GET /api/providers lists the providers.':
    'Donner fournisseur/modèle, tel que anthropic/claude-sonnet-5-5, ou un identifiant de [models] ; GET /api/providers liste les fournisseurs.',
  'There is no session {1} to be brought back.': 'Il n’y a pas de session {1} à rétablir.',
  'a deleted session can be brought back for ten minutes':
    'une session supprimée peut être rétablie pendant dix minutes',
  'use a name instead of a number: a session of that name is made where it is new':
    'employer un nom au lieu d’un numéro : une session de ce nom est créée s’il est nouveau',
  '/s/{name}: is no name for a session': '/s/{name} : n’est pas un nom de session',
  'x-kimi-proxy-session: is no name for a session': 'x-kimi-proxy-session : n’est pas un nom de session',
  "use 1 to {1} bytes of text without control characters, or a session's number":
    'employer de 1 à {1} octets de texte sans caractères de contrôle, ou le numéro d’une session',
  '{1}: is no name for a project': '{1} : n’est pas un nom de projet',
  'use an absolute path of up to {1} bytes, or a name of up to {2}, without control characters':
    'employer un chemin absolu de {1} octets au plus, ou un nom de {2} au plus, sans caractères de contrôle',
  'The database {1} cannot be written: {2}': 'La base de données {1} ne peut pas être écrite : {2}',
  'The store is closed.': 'Le stockage est fermé.',
  "The database's thread failed: {1}": 'Le fil de la base de données a échoué : {1}',
  "The database's thread has ended.": 'Le fil de la base de données s’est arrêté.',
  'The database {1}': 'La base de données {1}',
  '{1} was written by a newer version of this program (it has step {2}): update the program, or use another data folder.':
    '{1~} a été écrite par une version plus récente de ce programme (elle a l’étape {2}) : mettre le programme à jour, ou employer un autre dossier de données.',
  '{1} is locked by another program.': '{1~} est verrouillée par un autre programme.',
  'The disk that holds {1} is full.': 'Disque plein : {1~}.',
  '{1} cannot be written: check that the folder exists and is yours to write.':
    '{1~} ne peut pas être écrite : vérifier que le dossier existe et qu’il est permis d’y écrire.',
  '{1} is damaged or is not a database.': '{1~} est endommagée ou n’est pas une base de données.',
};

/** What is wrong with a field, behind its name. */
export const API_PARTS: Sentences = {
  'there is no field "{1}"': 'il n’y a pas de champ « {1} »',
  'there is nothing to look for': 'il n’y a rien à chercher',
  '{1} has no value': '{1} n’a pas de valeur',
  'a name': 'un nom',
  'one of its values': 'l’une de ses valeurs',
  'a status, an HTTP status or an error code, such as error, 429, 5xx or rate_limited':
    'un état, un statut HTTP ou un code d’erreur, tel que error, 429, 5xx ou rate_limited',
  'US dollars, such as >0.10 or 0.1..0.5': 'des dollars US, tels que >0.10 ou 0.1..0.5',
  'a number, such as >100k or 1.5M': 'un nombre, tel que >100k ou 1.5M',
  'a share, such as >70% or 0.7': 'une part, telle que >70% ou 0.7',
  'a duration, such as >800ms, 10s or 2m': 'une durée, telle que >800ms, 10s ou 2m',
  'a date, a time or an age, such as 2026-11-22, 2026-11-22T14:00 or 2h':
    'une date, une heure ou un âge, tels que 2026-11-22, 2026-11-22T14:00 ou 2h',
  '{1} has no value: it takes {2}': '{1} n’a pas de valeur : attendu, {2~}',
  'in {1} a * stands at the beginning or at the end of a name':
    'dans {1}, un * se met au début ou à la fin d’un nom',
  'this quote does not end': 'ce guillemet ne se ferme pas',
  'this is more than a filter may ask': 'c’est plus qu’un filtre ne peut demander',
  '"{1}" is no value of {2}': '« {1} » n’est pas une valeur de {2}',
  '"{1}" is no value of {2}: it takes {3}': '« {1} » n’est pas une valeur de {2} : attendu, {3~}',
  'character {1}: {2}': 'caractère {1} : {2~}',
  'is not valid': 'n’est pas valide',
  'must be the hash of a block': 'doit être l’empreinte d’un bloc',
  'must be a whole number': 'doit être un nombre entier',
  'must be a time, such as 2026-11-22T10:12:01Z': 'doit être un instant, tel que 2026-11-22T10:12:01Z',
  'must not be before from': 'ne doit pas précéder from',
  'must be an id: what `next` of the page before says':
    'doit être un identifiant : ce que dit `next` de la page précédente',
  'must be a time zone, such as Europe/Paris': 'doit être un fuseau horaire, tel que Europe/Paris',
  'must not be the same as by': 'ne doit pas être le même que by',
  'must be a name of up to 200 characters, given {1} times at most':
    'doit être un nom de 200 caractères au plus, donné {1} fois au plus',
  'Too many dashboards are connected.': 'Trop de tableaux de bord sont connectés.',
  'Invalid input: expected {1}, received {2}': 'valeur invalide : {1} attendu, {2} reçu',
  'Invalid input': 'valeur invalide',
  'Unrecognized key: {1}': 'clé inconnue : {1}',
  'Unrecognized keys: {1}': 'clés inconnues : {1}',
  'Invalid option: expected one of {1}': 'valeur invalide : l’une de {1} attendue',
  'Too small: expected {1} to have {2}': 'trop petit : {1} avec {2} attendu',
  'Too big: expected {1} to have {2}': 'trop grand : {1} avec {2} attendu',
  'Too small: expected {1} to be {2}': 'trop petit : {1} {2} attendu',
  'Too big: expected {1} to be {2}': 'trop grand : {1} {2} attendu',
};
