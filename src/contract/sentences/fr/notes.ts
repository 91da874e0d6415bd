import type { Sentences } from '../translate.ts';

/** Warnings of an exchange: what a conversion left out or changed, and why. */
export const NOTES: Sentences = {
  '{1} was left out: {2}': '{1~} : laissé de côté, {2~}',
  'the tools that are not allowed were left out of the request':
    'les outils non admis ont été retirés de la requête',
  'the line x-anthropic-billing-header was taken out of the system text: it changes with every request, and would empty the cache of a provider that is not Anthropic':
    'la ligne x-anthropic-billing-header a été retirée du texte système : elle change à chaque requête, et viderait le cache d’un fournisseur autre qu’Anthropic',
  '{1} results of calls stood there twice, word for word: sent once, as Gemini takes one for each call':
    '{1} résultats d’appels figuraient deux fois, mot pour mot : envoyés une fois, car Gemini en prend un par appel',
  'reasoning_content of earlier turns, which the client left out, was put back: the provider wants it':
    'reasoning_content des tours précédents, omis par le client, a été remis : le fournisseur le veut',
  'reasoning_content of an earlier turn is not known any more; the provider wants some, and got a stand-in':
    'reasoning_content d’un tour précédent n’est plus connu ; le fournisseur en veut, et un texte en tient lieu',
  'ids of tool calls were written in the form that the provider takes, in calls and results alike':
    'les identifiants des appels d’outils sont écrits comme le fournisseur les prend, dans les appels et les résultats',
  '{1} in messages: left out, since the provider refuses them':
    '{1} dans les messages : laissés de côté, car le fournisseur les refuse',
  '{1} was sent as {2}, as the provider calls it': '{1} a été envoyé sous le nom {2}, celui du fournisseur',
  '{1} was left out: the provider refuses it': '{1~} : laissé de côté, le fournisseur refuse cela',
  'the schemas of {1} tools were written as the provider takes them: "type" in the branches of "anyOf", tuples as "prefixItems"':
    'les schémas de {1} outils sont écrits comme le fournisseur les prend : "type" dans les branches de "anyOf", les n-uplets en "prefixItems"',
  'sent as "required": the model takes no name of a tool':
    'envoyé à « required » : le modèle ne prend pas de nom d’outil',
  'thinking was turned off for this turn: the provider refuses a forced tool while the model thinks':
    'réflexion coupée pour ce tour : le fournisseur refuse un outil imposé pendant que le modèle réfléchit',
  'sent as "auto": the model always thinks, and takes no forced tool then; it may call none':
    'envoyé à « auto » : le modèle réfléchit toujours, et ne prend alors aucun outil imposé ; il peut n’en appeler aucun',
};

/** What was left out or changed, and why. */
export const NOTES_PARTS: Sentences = {
  'an image': 'une image',
  'a part of {1}': 'une partie de {1}',
  "a {1} in a user's message": '{1} dans un message de l’utilisateur',
  'the tool {1}': 'l’outil {1}',
  'a part of the answer ({1})': 'une partie de la réponse ({1})',
  'the {1} in an answer': '{1} dans une réponse',
  'reasoning of earlier turns': 'le raisonnement des tours précédents',
  'reasoning at the end of a turn': 'le raisonnement en fin de tour',
  'the name of a {1}': 'le nom d’un {1}',
  'the second result of a call': 'le second résultat d’un appel',
  '{1} of tools': '{1} d’outils',
  '{1} of a document': '{1} d’un document',
  "{1} of a tool's result": '{1} du résultat d’un outil',
  '{1} in a message': '{1} dans un message',
  'x-anthropic-billing-header in the system text': 'x-anthropic-billing-header dans le texte système',
  'a part of type {1} in the answer': 'une partie de type {1} dans la réponse',
  '{1} in the answer': '{1~} dans la réponse',
  'citations of earlier answers': 'les citations des réponses précédentes',
  'reasoning of earlier answers': 'le raisonnement des réponses précédentes',
  'a part of type {1}': 'une partie de type {1}',
  '{1} in an answer': '{1} dans une réponse',
  'audio in an answer': 'l’audio dans une réponse',
  'the schema of tool {1}': 'le schéma de l’outil {1}',
  "the answer's schema": 'le schéma de la réponse',
  '{1} in {2}': '{1} dans {2!}',
  'a stop sequence': 'une séquence d’arrêt',
  'strict of tool {1}': 'strict de l’outil {1}',
  'strict of tools': 'strict des outils',
  'tool {1}': 'l’outil {1}',
  'a second tool {1}': 'un second outil {1}',
  '{1} cache marks': '{1} marques de cache',
  'image detail': 'le détail des images',
  'a file of the answer': 'un fichier de la réponse',
  'the second tool called {1}': 'le second outil nommé {1}',
  'parallel tool calls off': 'l’interdiction d’appels parallèles',
  'a part': 'une partie',
  "{1} in an assistant's turn": '{1} dans un tour de l’assistant',
  '{1} in a system message': '{1} dans un message système',
  'the effort of reasoning': 'l’effort de raisonnement',
  'the wish that the model does not think': 'le souhait que le modèle ne réfléchisse pas',
  'the budget for reasoning': 'le budget de raisonnement',
  'only OpenAI has it: too long a conversation is an error':
    'seul OpenAI l’a : une conversation trop longue est une erreur',
  'only OpenAI has it': 'seul OpenAI l’a',
  'it has no bytes and no address': 'sans octets ni adresse',
  'OpenAI does not know it': 'OpenAI ne connaît pas cela',
  'it has no place there': 'cela n’y a pas de place',
  'only a provider of {1} can run it': 'seul un fournisseur {1} peut l’exécuter',
  'the Responses API has no item for it': 'l’API Responses n’a pas d’élément pour cela',
  '{1} does not reason': '{1} ne raisonne pas',
  'the Responses API has none': 'l’API Responses n’en a pas',
  'the Responses API has none: the answer may go on behind it':
    'l’API Responses n’en a pas : la réponse peut continuer au-delà',
  '{1} refuses it': '{1} refuse cela',
  'OpenAI knows no {1}': 'OpenAI ne connaît pas {1}',
  'OpenAI takes 16 short texts': 'OpenAI prend 16 textes courts',
  'OpenAI takes none in an answer of the model': 'OpenAI n’en prend pas dans une réponse du modèle',
  'OpenAI takes back its own alone, encrypted': 'OpenAI ne reprend que le sien, chiffré',
  'OpenAI refuses it without what the model did next':
    'OpenAI le refuse sans ce que le modèle a fait ensuite',
  'the API takes one for each': 'l’API en prend un par appel',
  'the provider refuses it': 'le fournisseur refuse cela',
  'only Anthropic knows it': 'seul Anthropic connaît cela',
  'it changes with every request, so that no provider but Anthropic could cache what follows':
    'il change à chaque requête : aucun fournisseur sauf Anthropic ne pourrait mettre la suite en cache',
  'Anthropic’s clients know no such block': 'les clients d’Anthropic ne connaissent pas ce bloc',
  'Anthropic takes only its own': 'Anthropic ne prend que les siennes',
  'it is not signed by Anthropic, which refuses any other':
    'il n’est pas signé par Anthropic, qui refuse tout autre',
  'only {1} knows it': 'seul {1} connaît cela',
  "Anthropic's answers have none": 'les réponses d’Anthropic n’en ont pas',
  'Anthropic cannot bind an answer to it': 'Anthropic ne peut pas y lier une réponse',
  'this model refuses it': 'ce modèle refuse cela',
  'a thinking model refuses it': 'un modèle qui réfléchit refuse cela',
  'this model takes it or temperature, not both': 'ce modèle prend ceci ou temperature, pas les deux',
  'Anthropic takes none that is empty or only space': 'Anthropic n’en prend pas de vide ou faite d’espaces',
  'Anthropic has no such option': 'Anthropic n’a pas cette option',
  'it is longer than {1} characters': 'plus de {1} caractères',
  'Anthropic has no such tier': 'Anthropic n’a pas ce niveau de service',
  'the calls that are being answered came without theirs, which Anthropic refuses':
    'les appels auxquels on répond sont arrivés sans le leur, ce qu’Anthropic refuse',
  'it takes more than {1} tokens, and max_tokens is {2}':
    'il faut plus de {1} jetons, et max_tokens vaut {2}',
  'a tool is forced, which goes without thinking only':
    'un outil est imposé, ce qui ne va que sans réflexion',
  'this model does not think': 'ce modèle ne réfléchit pas',
  'Anthropic binds to no schema that goes round or names another':
    'Anthropic ne se lie à aucun schéma récursif ou qui en nomme un autre',
  'this model has none': 'ce modèle n’en a pas',
  'more than {1} have it': 'plus de {1} l’ont',
  'together they have too many optional or many-typed arguments':
    'ensemble, ils ont trop d’arguments facultatifs ou à plusieurs types',
  'only {1} has it': 'seul {1} l’a',
  'names must differ': 'les noms doivent différer',
  'Anthropic takes four; the last ones were kept':
    'Anthropic en prend quatre ; les dernières ont été gardées',
  'this provider refuses it': 'ce fournisseur refuse cela',
  'only Gemini knows it': 'seul Gemini connaît cela',
  'Gemini has its own media resolution': 'Gemini a sa propre résolution des médias',
  '{1} is not known to think': 'on ne sait pas si {1} réfléchit',
  'it is with another provider': 'il est chez un autre fournisseur',
  'no other protocol knows it': 'aucun autre protocole ne connaît cela',
  '{1} samples in a way of its own': '{1} échantillonne à sa façon',
  'they are not in a converted answer': 'une réponse convertie n’en a pas',
  'Gemini has no such thing': 'Gemini n’a rien de tel',
  'Gemini takes back none but its own': 'Gemini ne reprend que le sien',
  'Gemini holds to schemas only in a mode for all tools at once':
    'Gemini ne suit les schémas que dans un mode commun à tous les outils',
  'its own provider runs it': 'son propre fournisseur l’exécute',
  'Gemini refuses a name twice': 'Gemini refuse deux fois le même nom',
  'Gemini cannot be told so': 'cela ne peut pas se dire à Gemini',
  'Gemini has none called {1}': 'Gemini n’en a pas du nom de {1}',
  'Gemini finds equal prefixes by itself': 'Gemini trouve lui-même les débuts identiques',
  'answers are not kept': 'les réponses ne sont pas gardées',
  'only chat completions knows it': 'seul chat completions connaît cela',
  'chat completions have no place for it in an answer':
    'une réponse de chat completions n’a pas de place pour cela',
  'it cannot stand in a message of this role': 'cela n’a pas sa place dans un message de ce rôle',
  'the provider does not take it': 'le fournisseur ne le prend pas',
  'the provider takes only text there': 'le fournisseur n’y prend que du texte',
  '{1} refuses it: the answer may go on behind it': '{1} refuse cela : la réponse peut continuer au-delà',
  'OpenAI takes it only with store': 'OpenAI ne prend cela qu’avec store',
  'OpenAI knows no such tier': 'OpenAI ne connaît pas ce niveau de service',
  '{1} has fixed sampling, and refuses it': '{1} a un échantillonnage fixe, et refuse cela',
  'the provider does not know it': 'le fournisseur ne connaît pas cela',
  '{1} takes none': '{1} n’en prend pas',
  'the provider cannot be told': 'cela ne peut pas se dire au fournisseur',
  'nobody knows whether the model takes one': 'personne ne sait si le modèle en prend un',
  '{1} always does': '{1} réfléchit toujours',
  'the provider would have to run it, and does not know it':
    'le fournisseur devrait l’exécuter, et ne le connaît pas',
  'the provider wants it on all of them or on none': 'le fournisseur le veut sur tous ou sur aucun',
  'the schema of {1}': 'le schéma de {1}',
  'the answer': 'la réponse',
  'strict of {1}': 'strict de {1~}',
  'a document that is plain text': 'un document en texte brut',
  'is_error of a tool result': 'is_error d’un résultat d’outil',
  'the call of {1}': 'l’appel de {1}',
  'a tool result without its call': 'un résultat d’outil sans son appel',
  'the budget of reasoning': 'le budget de raisonnement',
  'the schema of the answer': 'le schéma de la réponse',
  'result of a tool without its call': 'résultat d’un outil sans son appel',
  'result of {1} without its call': 'résultat de {1} sans son appel',
  'system message between others': 'message système parmi d’autres',
  'call of {1} without a result': 'appel de {1} sans résultat',
  'system message behind an answer': 'message système après une réponse',
  'assistant message at the end': 'message de l’assistant à la fin',
  'schema of tool {1}': 'schéma de l’outil {1}',
  'temperature {1}': 'temperature {1}',
  'effort {1}': 'effort {1}',
  'thinking budget': 'budget de réflexion',
  'thinking budget {1}': 'budget de réflexion {1}',
  "the answer's format": 'le format de la réponse',
  'reasoning budget': 'budget de raisonnement',
  'max tokens': 'nombre maximal de jetons',
  'the format of the answer': 'le format de la réponse',
  'arguments of an earlier tool call': 'arguments d’un appel d’outil antérieur',
  'images in tool results': 'images dans les résultats d’outils',
  'tool calls of earlier turns': 'appels d’outils des tours précédents',
  'a system message between others': 'un message système parmi d’autres',
  'the first message': 'le premier message',
  'the last message': 'le dernier message',
  'the schema of the tool {1}': 'le schéma de l’outil {1}',
  'the custom tool {1}': 'l’outil libre {1}',
  'the system message': 'le message système',
  'images in the system message': 'images dans le message système',
  'a file': 'un fichier',
  'the file {1}': 'le fichier {1}',
  'images and files in tool results': 'images et fichiers dans les résultats d’outils',
  'a tool': 'un outil',
  'a result of {1}': 'un résultat de {1~}',
  'the messages': 'les messages',
  'the form of the answer': 'la forme de la réponse',
  'its alternatives were made one object: OpenAI takes none':
    'ses alternatives ont été réunies en un objet : OpenAI n’en prend pas',
  'sent as false: OpenAI wants every property to be required, and no others to be allowed':
    'envoyé à false : OpenAI veut que chaque propriété soit requise et qu’aucune autre ne soit admise',
  'sent as a text': 'envoyé comme texte',
  'said in its text, which now begins with "Error:"':
    'dit dans son texte, qui commence désormais par « Error: »',
  'has no result; one that says so was sent with it':
    'n’a pas de résultat ; un résultat qui le dit l’accompagne',
  'sent as a message of the user': 'envoyé comme message de l’utilisateur',
  '{1} always does; the least effort, {2}, was asked for':
    '{1} réfléchit toujours ; le moindre effort, {2}, a été demandé',
  '{1} does not know {2}; {3} was sent': '{1} ne connaît pas {2} ; {3} a été envoyé',
  '{1} tokens were sent as the effort "{2}"': '{1} jetons envoyés comme effort « {2} »',
  '{1} is out of range; {2} was sent': '{1} est hors limites ; {2} a été envoyé',
  'told in words: OpenAI takes none that is not of an object':
    'dit en mots : OpenAI n’en prend que d’un objet',
  'sent as a function with its schema written out': 'envoyé comme fonction, schéma écrit en entier',
  'sent as 1: only Anthropic fills its cache without an answer':
    'envoyé à 1 : seul Anthropic remplit son cache sans réponse',
  'sent as text': 'envoyé comme texte',
  'sent as <system-reminder> in the user’s message: this model takes none':
    'envoyé comme <system-reminder> dans le message de l’utilisateur : ce modèle n’en prend pas',
  'a result was added that says so': 'un résultat qui le dit a été ajouté',
  '"Continue." was put in front of it': '« Continue. » a été mis devant',
  '"Continue." was put in front: the first message must be the user’s':
    '« Continue. » a été mis devant : le premier message doit être celui de l’utilisateur',
  '"Continue." was put behind it: the model does not go on with an answer':
    '« Continue. » a été mis derrière : le modèle ne poursuit pas une réponse',
  'sent as an object, its only type here': 'envoyé comme objet, son seul type ici',
  '{1} at its top became one object with all properties':
    '{1} à sa racine est devenu un objet avec toutes les propriétés',
  'any number': 'sans maximum',
  'sent as {1}: this model takes from 1 to {2}': 'envoyé à {1} : ce modèle prend de 1 à {2~}',
  'sent as {1}: it goes from 0 to 1': 'envoyé à {1} : cela va de 0 à 1',
  'asked for with low effort: this model cannot be kept from thinking':
    'demandé avec un effort faible : ce modèle ne peut pas être empêché de réfléchir',
  'sent as high: without thinking there is no more': 'envoyé à high : sans réflexion il n’y a pas plus',
  'sent as effort {1}: this model has no budgets': 'envoyé comme effort {1} : ce modèle n’a pas de budgets',
  'sent as {1}': 'envoyé à {1}',
  'sent as {1}: at least {2}, below max_tokens': 'envoyé à {1} : au moins {2}, sous max_tokens',
  'Anthropic has no JSON mode': 'Anthropic n’a pas de mode JSON',
  'this model takes no schema': 'ce modèle ne prend pas de schéma',
  'it has too many optional or many-typed properties':
    'il a trop de propriétés facultatives ou à plusieurs types',
  'asked for in the system text: {1}': 'demandé dans le texte système : {1~}',
  'those that were called before were defined, since Anthropic demands it, and may not be called':
    'ceux qui ont déjà été appelés sont définis, comme Anthropic l’exige, et ne peuvent pas être appelés',
  '{1} cannot do without; it is asked for as little as can be ({2} tokens)':
    '{1} ne peut pas s’en passer ; le minimum est demandé ({2} jetons)',
  '{1} is {2} for {3}, which takes {4} to {5}': '{1} devient {2} pour {3}, qui prend de {4} à {5}',
  '{1} cannot do without; it is asked for as little as can be ({2})':
    '{1} ne peut pas s’en passer ; le minimum est demandé ({2})',
  '{1} tokens are asked for as the level {2}': '{1} jetons demandés comme niveau {2}',
  'a choice of texts is not asked for; it goes by the prompt':
    'un choix de textes n’est pas demandé ; le prompt décide',
  'only the allowed tools are offered': 'seuls les outils admis sont proposés',
  '{1} became {2}: Gemini takes {3} to {4}': '{1} est devenu {2} : Gemini prend de {3} à {4}',
  'of {1} sequences the first {2} go up; Gemini takes no more':
    'sur {1} séquences, les {2} premières sont envoyées ; Gemini n’en prend pas plus',
  '{1} refuses it beside tools; it is asked for in the system text':
    '{1} refuse cela à côté d’outils ; c’est demandé dans le texte système',
  'they are no JSON object, and were sent as input':
    'ils ne sont pas un objet JSON, et ont été envoyés dans input',
  'they stand beside the result: {1} takes none within':
    'elles sont à côté du résultat : {1} n’en prend pas dedans',
  'it has no result; it goes up as cancelled': 'il n’a pas de résultat ; il est envoyé comme annulé',
  'it goes up as a text of the user': 'envoyé comme texte de l’utilisateur',
  'they have no signature of Gemini’s, and go up with its stand-in':
    'ils n’ont pas de signature de Gemini, et sont envoyés avec celle qui en tient lieu',
  'Gemini wants one of the user’s in front of it': 'Gemini en veut un de l’utilisateur devant',
  '"Continue." was put behind it: the model goes on with no answer':
    '« Continue. » a été mis derrière : le modèle ne poursuit aucune réponse',
  'it goes up as a function with one text argument': 'envoyé comme fonction à un argument de texte',
  'there is no other, and it goes up as the user’s':
    'il n’y en a pas d’autre ; envoyé comme celui de l’utilisateur',
  'they go up with the user’s first message': 'envoyées avec le premier message de l’utilisateur',
  'sent as text, since files of text are not taken':
    'envoyé comme texte, car les fichiers texte ne sont pas pris',
  'nobody knows it any more for a turn that called tools: a stand-in was sent, since the provider wants one':
    'plus personne ne le connaît pour un tour qui a appelé des outils : un texte en tient lieu, car le fournisseur en veut un',
  '{1} are more than OpenAI takes; the first {2} were sent':
    '{1} dépassent ce qu’OpenAI prend ; les {2} premières ont été envoyées',
  'sent as none: {1} takes tools in chat completions only without reasoning; over the Responses API it takes both':
    'envoyé à none : {1} ne prend des outils dans chat completions que sans raisonnement ; l’API Responses prend les deux',
  "sent as the user's: {1} takes one in front alone":
    'envoyé comme celui de l’utilisateur : {1} n’en prend qu’un, en tête',
  'said in its text, which now begins with "{1}"': 'dit dans son texte, qui commence désormais par « {1} »',
  'sent in a message of the user behind the results':
    'envoyés dans un message de l’utilisateur après les résultats',
  'its call is not in the conversation: sent as a text of the user':
    'son appel n’est pas dans la conversation : envoyé comme texte de l’utilisateur',
  'a short turn of the model was put between a tool result and the user':
    'un court tour du modèle a été mis entre un résultat d’outil et l’utilisateur',
  'it is the assistant’s: the provider may begin anew and not go on from it':
    'il est de l’assistant : le fournisseur peut recommencer au lieu de le poursuivre',
  "{1} is out of the provider's range; {2} was sent":
    '{1} est hors des limites du fournisseur ; {2} a été envoyé',
  'it cannot be met; the least effort, {1}, was asked for':
    'il ne peut pas être suivi ; le moindre effort, {1}, a été demandé',
  '{1} is not known; {2} was sent': '{1} n’est pas connu ; {2} a été envoyé',
  'written as the provider takes it: "type" in the branches of "anyOf", tuples as "prefixItems"':
    'écrit comme le fournisseur le prend : "type" dans les branches de "anyOf", les n-uplets en "prefixItems"',
  'sent as a function with one text argument': 'envoyé comme fonction à un argument de texte',
  'told in words: the provider takes none beside tools':
    'dit en mots : le fournisseur n’en prend pas à côté d’outils',
  'the provider takes none: it was asked for JSON, and told the schema in words':
    'le fournisseur n’en prend pas : JSON demandé, et schéma dit en mots',
  'Gemini has no field for {1}: told in descriptions':
    'Gemini n’a pas de champ pour {1} : dit dans les descriptions',
  'alternatives of the whole were put into one object':
    'les alternatives du tout ont été mises dans un objet',
  'what is nested too deeply or in itself, or not there, was left open':
    'ce qui est trop imbriqué, récursif ou absent a été laissé ouvert',
};
