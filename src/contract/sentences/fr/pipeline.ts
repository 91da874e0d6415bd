import type { Sentences } from '../translate.ts';

/** What becomes of a request on its way: routing, attempts, refusals of the proxy. */
export const PIPELINE: Sentences = {
  "the answer's {1} could not be decoded: {2}": 'impossible de décoder le {1} de la réponse : {2}',
  'the stream ended without its end mark': 'le flux s’est terminé sans sa marque de fin',
  'the answer is not valid JSON; it was passed on as it came':
    'la réponse n’est pas du JSON valide ; elle a été transmise telle quelle',
  '{1} could not be accounted for': 'décompte impossible : {1~}',
  'the usage of {1} does not add up: {2}': 'le décompte de {1} est incohérent : {2~}',
  '{1} does not answer {2}': '{1} ne répond pas à {2}',
  'it answers {1}; where it is a call of a provider, name the provider: ?provider=NAME, or the header x-kimi-proxy-provider':
    'il répond à {1} ; si c’est un appel propre à un fournisseur, nommer le fournisseur : ?provider=NOM, ou l’en-tête x-kimi-proxy-provider',
  '{1} is not a call that is known here': '{1} n’est pas un appel connu ici',
  'the base URL of this program is its address with /v1, or without a path':
    'l’URL de base de ce programme est son adresse avec /v1, ou sans chemin',
  'did you mean {1}? The base URL of this program is its address with /v1, or without a path':
    'vouliez-vous dire {1} ? L’URL de base de ce programme est son adresse avec /v1, ou sans chemin',
  'where it is a call of a provider, name the provider: ?provider=NAME, or the header x-kimi-proxy-provider':
    'si c’est un appel propre à un fournisseur, nommer le fournisseur : ?provider=NOM, ou l’en-tête x-kimi-proxy-provider',
  'the body is nested too deeply to be converted': 'le corps est trop imbriqué pour être converti',
  'send it to a provider that speaks the same protocol, or with fewer levels':
    'l’envoyer à un fournisseur qui parle le même protocole, ou avec moins de niveaux',
  '{1} has no {2}: counted here': '{1} n’a pas {2} : compté ici',
  'something went wrong in the proxy': 'le proxy a rencontré une erreur interne',
  'the log says what; the request was not answered by a provider':
    'le journal dit laquelle ; aucun fournisseur n’a répondu à la requête',
  '{1} failed several times in a row and is left alone for {2} s':
    '{1} a échoué plusieurs fois de suite et n’est plus sollicité pendant {2} s',
  'try again later, or give the model fallbacks':
    'réessayer plus tard, ou donner des replis au modèle (fallbacks)',
  'the proxy ended while the request ran': 'le proxy s’est arrêté pendant la requête',
  'send it again': 'la renvoyer',
  '{1} has no key': '{1} n’a pas de clé',
  '{1} has no key: {2} is not set': '{1} n’a pas de clé : {2} n’est pas définie',
  'set providers.{1}.api_key': 'définir providers.{1}.api_key',
  'the middle of the answer was not kept': 'le milieu de la réponse n’a pas été gardé',
  '{1} is a call of {2}, and {3} speaks {4}': '{1} est un appel de {2}, et {3} parle {4}',
  'ask a provider that speaks {1}, or give {2} an address for it in providers.{3}.endpoints':
    's’adresser à un fournisseur qui parle {1}, ou donner à {2} une adresse pour cela dans providers.{3}.endpoints',
  'GET /v1/models lists what there is': 'GET /v1/models liste ce qu’il y a',
  'the body is larger than {1} MB': 'le corps dépasse {1} Mo',
  'raise body_limit_mb in config.toml, or send less':
    'augmenter body_limit_mb dans config.toml, ou envoyer moins',
  'the client closed the connection before the request was complete':
    'le client a fermé la connexion avant la fin de la requête',
  'content-encoding {1} cannot be read here': 'content-encoding {1} ne peut pas être lu ici',
  'send the body as it is, or with gzip, deflate or br':
    'envoyer le corps tel quel, ou avec gzip, deflate ou br',
  'the body is not valid {1}': 'le corps n’est pas du {1} valide',
  '{1} answered a streamed request with {2}': '{1} a répondu à une requête en flux par {2}',
  'send the request without "stream": true': 'envoyer la requête sans "stream": true',
  "the provider's answer is too long": 'la réponse du fournisseur est trop longue',
  'not sent; fallback to {1}/{2}': 'pas envoyé ; repli sur {1}/{2}',
  '{1}, after {2} ms': '{1!}, après {2} ms',
  '{1}; fallback to {2}/{3}': '{1!} ; repli sur {2}/{3}',
  '{1} refuses stream_options.include_usage: asked again without it, its tokens are counted here':
    '{1} refuse stream_options.include_usage : redemandé sans, ses jetons sont comptés ici',
  'default_model is the configured one': 'default_model est celui de la configuration',
  'default_model is {1}': 'default_model est {1}',
  'the configuration was read again': 'la configuration a été relue',
  '{1} answered {2}': '{1} a répondu {2}',
  '{1} answered {2}: {3}': '{1} a répondu {2} : {3}',
  '{1} answered {2}: {3}: {4}': '{1} a répondu {2} : {3}: {4}',
  'The list of {1} was no longer wanted': 'La liste de {1} n’était plus demandée',
  '{1} lists more than {2} bytes of models': '{1} liste plus de {2} octets de modèles',
  '{1} answered {2} to GET /models{3}': '{1} a répondu {2} à GET /models{3}',
  'The path is not validly percent-encoded': 'L’encodage (%) du chemin est invalide',
  'The path must start with a slash': 'Le chemin doit commencer par une barre oblique',
  'The path holds characters that no path may hold':
    'Le chemin contient des caractères qu’aucun chemin ne peut contenir',
  'The path must not lead out of the API': 'Le chemin ne doit pas sortir de l’API',
  'default_model: cannot be auto, which stands for it.':
    'default_model : ne peut pas être auto, qui le désigne.',
  'Give an id of [models], provider/model, or null to take the choice back.':
    'Donner un identifiant de [models], fournisseur/modèle, ou null pour annuler le choix.',
  'it could not be reached': 'injoignable',
  'the connection was reset before an answer': 'connexion coupée avant une réponse',
  'it did not answer in HTTP': 'pas de réponse en HTTP',
  'no connection in time': 'pas de connexion à temps',
  'no answer in time': 'pas de réponse à temps',
  'the answer stopped coming': 'la réponse a cessé d’arriver',
  'the time for all attempts is used up': 'le temps prévu pour toutes les tentatives est écoulé',
  'it failed repeatedly and is left alone for {1} s': 'échecs répétés, plus sollicité pendant {1} s',
  'it may have done the work, so it is not asked again': 'pas redemandé, car le travail a peut-être été fait',
  'not asked again': 'pas redemandé',
  'no retries are allowed': 'aucun nouvel essai n’est permis',
  'tried {1} times': '{1} essais faits',
  'it asks to wait {1} s': 'attente demandée : {1} s',
  'the time left is shorter than the wait': 'le temps restant est plus court que l’attente',
  '{1}, and there is no fallback left': '{1!}, et il ne reste aucun repli',
  'part of the answer had already been passed on': 'une partie de la réponse était déjà transmise',
  'no time is left for another attempt': 'plus de temps pour une autre tentative',
  '{1}; retry {2} of {3}': '{1!} ; nouvel essai {2} sur {3}',
  'The provider {1} is off: {2}': 'Le fournisseur {1} est inactif : {2~}',
  'The provider {1} is off: it has no key ({2})': 'Le fournisseur {1} est inactif : pas de clé ({2})',
  'Set api_key under [providers.{1}] in config.toml. {2}':
    'Définir api_key sous [providers.{1}] dans config.toml. {2~}',
  'Set {1} in the environment or in .env, or api_key under [providers.{2}] in config.toml.':
    'Définir {1} dans l’environnement ou dans .env, ou api_key sous [providers.{2}] dans config.toml.',
  'There is no provider "{1}"': 'Il n’y a pas de fournisseur « {1} »',
  'Known providers: {1}.': 'Fournisseurs connus : {1}.',
  'Did you mean {1}?': 'Vouliez-vous dire {1} ?',
  'The model "auto" stands for nothing yet': 'Le modèle « auto » ne désigne encore rien',
  'Set default_model = "test/test-model" in config.toml, choose a model for auto in the page, or activate a session that has one.':
    'Définir default_model = "test/test-model" dans config.toml, choisir un modèle pour auto dans la page, ou activer une session qui en a un.',
  'Set default_model = "{1}/{2}" in config.toml, choose a model for auto in the page, or activate a session that has one.':
    'Définir default_model = "{1}/{2}" dans config.toml, choisir un modèle pour auto dans la page, ou activer une session qui en a un.',
  'No provider serves the model "{1}"': 'Aucun fournisseur ne sert le modèle « {1} »',
  'Several providers list it; name one: {1}.': 'Plusieurs fournisseurs le listent ; en nommer un : {1}.',
  'To have it served, {1}, or give it a provider under [models] in config.toml.':
    'Pour qu’il soit servi, {1~}, ou lui donner un fournisseur sous [models] dans config.toml.',
  'GET /v1/models lists what there is; [models] in config.toml gives any name a provider.':
    'GET /v1/models liste ce qu’il y a ; [models] dans config.toml donne un fournisseur à n’importe quel nom.',
  '[models."{1}"]: {2} is off, its fallback {3}/{4}': '[models."{1}"] : {2} est inactif, son repli {3}/{4}',
  '{1}/ names the provider': '{1}/ nomme le fournisseur',
  '{1} lists it': '{1} le liste',
  'the family of {1}, by its prefix': 'la famille de {1}, par son préfixe',
  'only provider that is on: {1}': 'seul fournisseur actif : {1}',
  "the pinned session's model: {1}/{2}": 'le modèle de la session épinglée : {1}/{2}',
  'default_model = "{1}", chosen in the page': 'default_model = "{1}", choisi dans la page',
  'the request names the provider {1}': 'la requête nomme le fournisseur {1}',
  'The request names no model': 'La requête ne nomme aucun modèle',
  'Give "model": an id of [models], provider/model, or "auto".':
    'Donner « model » : un identifiant de [models], fournisseur/modèle, ou « auto ».',
  'the upstream answered in content-encoding {1}, which was not offered':
    'le fournisseur a répondu en content-encoding {1}, qui n’était pas proposé',
  "the upstream's body is not valid {1}": 'le corps du fournisseur n’est pas du {1} valide',
  '{1} could not be connected to within {2} s': 'pas de connexion à {1} en {2} s',
  '{1} did not begin to answer within {2} s': '{1} n’a pas commencé à répondre en {2} s',
  '{1} sent nothing for {2} s': '{1} n’a rien envoyé pendant {2} s',
  '{1} did not answer in full within {2} s': '{1} n’a pas répondu en entier en {2} s',
  'raise providers.{1}.timeouts.{2}_s, or add fallbacks to the model':
    'augmenter providers.{1}.timeouts.{2}_s, ou ajouter des replis au modèle (fallbacks)',
  'the client closed the connection before the answer was complete':
    'le client a fermé la connexion avant la fin de la réponse',
  '{1} cannot be reached: {2}': '{1} est injoignable : {2~}',
  'check providers.{1}.base_url and the network': 'vérifier providers.{1}.base_url et le réseau',
  'the answer of {1} cannot be read: its headers are too large':
    'la réponse de {1} est illisible : ses en-têtes sont trop grands',
  'the answer of {1} cannot be read: it is not HTTP/1.1':
    'la réponse de {1} est illisible : ce n’est pas du HTTP/1.1',
  'the request cannot be sent to {1}: {2}': 'la requête ne peut pas être envoyée à {1} : {2}',
  '{1} closed the connection before the answer was complete':
    '{1} a fermé la connexion avant la fin de la réponse',
};

/** Reasons within these sentences. */
export const PIPELINE_PARTS: Sentences = {
  'the request': 'la requête',
  'the running answer': 'la réponse en cours',
  '{1} cached tokens of {2} of input': '{1} jetons de cache sur {2} en entrée',
  '{1} tokens of reasoning in {2} of output': '{1} jetons de raisonnement sur {2} en sortie',
  'more tokens written for an hour than written': 'plus de jetons écrits pour une heure que de jetons écrits',
  'a total of {1} for {2} of input and {3} of output': 'un total de {1} pour {2} en entrée et {3} en sortie',
  'set {1} and restart, or set providers.{2}.api_key':
    'définir {1} et redémarrer, ou définir providers.{2}.api_key',
  'there is no model {1}': 'il n’y a pas de modèle {1}',
  'set {1}': 'définir {1}',
  'set one of {1}': 'définir l’une de {1}',
  'connection refused': 'connexion refusée',
  'its name cannot be resolved': 'son nom ne peut pas être résolu',
  'no route to it': 'pas de route vers cette adresse',
  'its certificate was refused ({1})': 'son certificat a été refusé ({1})',
  'its headers are too large': 'ses en-têtes sont trop grands',
  'it is not HTTP/1.1': 'ce n’est pas du HTTP/1.1',
};
