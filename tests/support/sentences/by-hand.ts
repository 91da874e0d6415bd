/**
 * Sentences that people read and that the walk through the source does not find: tables, lists and arrow functions
 * between what is written and where it is said. By file; each must still stand there.
 */
export const BY_HAND: Readonly<Record<string, readonly string[]>> = {
  'src/mcp/policy/collect.ts': [
    'have too many values to be checked: send fewer at a time',
    'is nested deeper than {1} levels',
    'is a number where a path belongs',
  ],
  'src/mcp/policy/known.ts': [
    "hands the archive's own names to tar, which takes some of them for options (another folder, for one): extract all of it",
  ],
  'src/mcp/policy/resolve.ts': ['leads through /proc', 'cannot be looked at', 'is a loop of links'],
  'src/pipeline/refusal.ts': ['{1} answered {2}: {3}'],
  'src/protocols/gemini/schema/write.ts': [
    'Gemini has no field for {1}: told in descriptions',
    'alternatives of the whole were put into one object',
    'what is nested too deeply or in itself, or not there, was left open',
  ],
  'src/protocols/openai-responses/previous.ts': [
    'no response with this id was answered here',
    'its session was deleted',
    'its content was not kept',
    'set capture = "full" in the configuration, or send the earlier items as input',
  ],
  'src/server/routes/health.ts': [
    'storage is down: exchanges are forwarded, but not recorded',
    'storage is down: exchanges are forwarded, but not recorded.',
    'the token counter is down (a vocabulary cannot be read, or its thread fails): counts are estimates',
    'the token counter is down (a vocabulary cannot be read, or its thread fails): counts are estimates.',
  ],
  'src/storage/kysely-store.ts': [
    '{1} is locked by another program.',
    'The disk that holds {1} is full.',
    '{1} cannot be written: check that the folder exists and is yours to write.',
    '{1} is damaged or is not a database.',
  ],
  'src/storage/migrations/migrate.ts': [
    '{1} was written by a newer version of this program (it has step {2}): update the program, or use another data folder.',
  ],
};

/** What the schema library says of a value for which a schema has no words of its own. */
export const OF_ZOD: readonly string[] = [
  'Invalid input',
  'Invalid input: expected {1}, received {2}',
  'Invalid option: expected one of {1}',
  'Unrecognized key: {1}',
  'Unrecognized keys: {1}',
  'Too small: expected {1} to have {2}',
  'Too big: expected {1} to have {2}',
  'Too small: expected {1} to be {2}',
  'Too big: expected {1} to be {2}',
];

/** What has several words and is no sentence for people: texts to models, lines of the log, patterns. By file. */
export const NOT_SHOWN: Readonly<Record<string, readonly string[] | 'all'>> = {
  'src/config/presets/local.ts': ['the built-in test provider'],
  'src/mcp/servers/error-lines.ts': 'all',
  'src/mcp/transports/http.ts': ['SSE stream disconnected'],
  'src/pipeline/handle-exchange.ts': ['more requests were refused than are recorded'],
  'src/pipeline/recall-reasoning.ts': 'all',
  'src/pipeline/send.ts': ['no target left', 'an attempt without an outcome'],
  'src/program.ts': 'all',
  'src/protocols/anthropic-messages/blocks.ts': 'all',
  'src/protocols/anthropic-messages/read-parts.ts': [' is available now.'],
  'src/protocols/anthropic-messages/write-messages.ts': [
    'There is no result: the call was cancelled.',
    'Result of ',
  ],
  'src/protocols/anthropic-messages/write-request.ts': [
    'Answer with one valid JSON object and nothing else: no text around it, no code fence.',
    'Answer with one JSON value that fits this JSON Schema, and nothing else: no text around it, no code fence.\n',
  ],
  'src/protocols/anthropic-messages/write-tools.ts': ['The input must fit this '],
  'src/protocols/gemini/fields.ts': 'all',
  'src/protocols/gemini/finish.ts': 'all',
  'src/protocols/gemini/write-answer-parts.ts': ['the arguments of ', ' are no JSON object: '],
  'src/protocols/gemini/write-config.ts': [
    ' that fits this JSON Schema: ',
    'When you answer and call no tool, answer with nothing but JSON',
  ],
  'src/protocols/gemini/write-contents.ts': [
    'There is no result: the call was cancelled.',
    'Result of ',
    '(Earlier messages are not shown.)',
  ],
  'src/protocols/gemini/write-tools.ts': ['\n\nThe input must follow this '],
  'src/protocols/openai-chat/blocks.ts': 'all',
  'src/protocols/openai-chat/wire.ts': ['"(nested too deeply)"'],
  'src/protocols/openai-chat/write-messages.ts': [
    'There is no result: the call was not carried out.',
    '(see the next message)',
    'From the result of ',
    'The result of an earlier call of ',
  ],
  'src/protocols/openai-chat/write-tools.ts': ['The input must match this ', 'Answer with one JSON object.'],
  'src/protocols/openai-responses/read-items.ts': ['Message from '],
  'src/protocols/openai-responses/wire.ts': ['"(nested too deeply)"'],
  'src/protocols/openai-responses/write-calls.ts': [
    'There is no result: the call was not carried out.',
    'Result of an earlier call of ',
  ],
  'src/protocols/openai-responses/write-request.ts': ['Answer with one JSON object.'],
  'src/protocols/openai/schemas.ts': ['Answer with one JSON value that is valid against this JSON Schema:\n'],
  'src/protocols/registry.ts': 'all',
  'src/recording/recorder.ts': 'all',
  'src/routing/list-body.ts': 'all',
  'src/routing/model-lists.ts': 'all',
  'src/server/create-server.ts': [
    'Routes are checked by their Zod schemas; Fastify gets none.',
    'a read goes on without what is pending',
    'a request was lost',
  ],
  'src/server/plugins/credentials.ts': 'all',
  'src/server/plugins/security-headers.ts': 'all',
  'src/server/routes/exports.ts': 'all',
  'src/server/routes/mcp.ts': [
    'Starts an MCP server, or reaches for it',
    'Stops an MCP server: it is not started again until it is asked for',
    'Stops an MCP server and starts it anew',
  ],
  'src/sessions/project.ts': 'all',
  'src/storage/host/local.ts': 'all',
  'src/storage/host/worker.ts': 'all',
  'src/storage/kysely-store.ts': [' could not do it.'],
  'src/storage/upkeep.ts': 'all',
  'src/upstream/agents.ts': 'all',
};
