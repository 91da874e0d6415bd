// An MCP server over stdio, by hand, that does what no server should: `node rude-server.mjs [WORD…]`.
//   slow-start   answers the handshake after 60 s     no-start    ends before it
//   old          speaks 2024-10-07                    many-tools  lists pages without end
//   lies         answers with what no protocol has    grumbles    writes its secrets to its error output
//   slow-list    lists its tools after 200 ms, as they were when it was asked
//   restless     says that its tools changed whenever it lists them; the tool "lists" says how often that was
//   picky        answers the handshake of nobody called tester
//   stays        does not end when its input does, nor on SIGTERM
//   refuses      answers the handshake with an error that quotes its secrets, at-length with one of 1 MB
import { createInterface } from 'node:readline';

const words = new Set(process.argv.slice(2));
if (words.has('no-start')) {
  console.error('cannot go on');
  process.exit(3);
}
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const text = (value) => ({ content: [{ type: 'text', text: value }] });
const asked = new Map();
let nextId = 0;
const ask = (method, params) =>
  new Promise((resolve) => {
    const id = `s${++nextId}`;
    asked.set(id, resolve);
    send({ id, method, params });
  });

const TOOLS = [
  'echo',
  'pid',
  'env',
  'hang',
  'wait',
  'die',
  'close-output',
  'flood-notifications',
  'flood-output',
  'flood-line',
  'flood-errors',
  'flood-requests',
  'wrong-id',
  'twice',
  'not-json',
  'rpc-error',
  'fails',
  'ask',
  'progress',
  'cancelled',
  'change-tools',
  'change-hints',
  'lists',
  'odd',
];
let tools = TOOLS.map((name) => ({
  name,
  description: `Tool ${name}`,
  inputSchema: { type: 'object', properties: { value: { type: 'string' } } },
  ...(name === 'echo' ? { annotations: { readOnlyHint: true }, 'x-unknown': 'kept' } : {}),
  ...(name === 'change-hints' ? { annotations: { readOnlyHint: true } } : {}),
}));
const cancelled = [];
let lists = 0;

const CALLS = {
  echo: (id, { value }) => send({ id, result: { ...text(String(value)), 'x-unknown': 'kept' } }),
  pid: (id) => send({ id, result: text(String(process.pid)) }),
  env: (id) => send({ id, result: text(JSON.stringify(process.env)) }),
  hang: () => {},
  wait: (id, { value }) => setTimeout(() => send({ id, result: text('waited') }), Number(value)),
  die: () => process.exit(7),
  'close-output': () => process.stdout.end(),
  'flood-notifications': (id, { value }) => {
    for (let i = 0; i < Number(value); i++) {
      send({ method: 'notifications/message', params: { level: 'info', data: `${i} ${'x'.repeat(1000)}` } });
    }
    send({ id, result: text('flooded') });
  },
  'flood-output': (id, { value }) => {
    for (let i = 0; i < Number(value); i++) process.stdout.write(`junk ${'y'.repeat(1000)}\n`);
    send({ id, result: text('flooded') });
  },
  'flood-line': () => {
    const chunk = 'z'.repeat(1024 * 1024);
    const more = () => {
      while (process.stdout.write(chunk));
      process.stdout.once('drain', more);
    };
    more();
  },
  'flood-errors': (id, { value }) => {
    for (let i = 0; i < Number(value); i++) process.stderr.write(`error ${'e'.repeat(1000)}\n`);
    send({ id, result: text('flooded') });
  },
  'flood-requests': async (id, { value }) => {
    const all = Array.from({ length: Number(value) }, () => ask('sampling/createMessage', { messages: [] }));
    send({ id, result: text('asked') });
    await Promise.all(all);
  },
  'wrong-id': (id) => {
    send({ id: id + 1000, result: text('not yours') });
    send({ id: String(id), result: text('nor this') });
    send({ id: null, result: text('nor that') });
    send({ id, result: text('yours') });
  },
  twice: (id) => {
    send({ id, result: text('first') });
    send({ id, result: text('second') });
  },
  'not-json': (id) => {
    process.stdout.write('{"jsonrpc":"2.0","id":\n\u0000\n[]\n12\nnull\n');
    send({ id, result: text('after') });
  },
  'rpc-error': (id, { value = 'no' }) =>
    send({ id, error: { code: -32042, message: value, data: { why: 'x' } } }),
  fails: (id, { value = 'it broke' }) => send({ id, result: { ...text(value), isError: true } }),
  ask: async (id, { value }) => {
    const answer = await ask(value ?? 'roots/list', {});
    send({ id, result: text(JSON.stringify(answer)) });
  },
  progress: (id, _args, meta) => {
    for (let i = 1; i <= 3; i++) {
      send({
        method: 'notifications/progress',
        params: { progressToken: meta.progressToken, progress: i, total: 3 },
      });
    }
    send({ id, result: text('done') });
  },
  cancelled: (id) => send({ id, result: text(JSON.stringify(cancelled)) }),
  'change-tools': (id, { value }) => {
    tools = [...tools, { name: value, inputSchema: { type: 'object' } }];
    send({ method: 'notifications/tools/list_changed' });
    send({ id, result: text('changed') });
  },
  'change-hints': (id) => {
    tools = tools.map((tool) => ({ ...tool, annotations: {} }));
    send({ method: 'notifications/tools/list_changed' });
    send({ id, result: text('changed') });
  },
  lists: (id) => send({ id, result: text(String(lists)) }),
  odd: (id, { value }) => send({ id, result: JSON.parse(value) }),
};

function answer({ id, method, params = {}, result, error }) {
  if (method === undefined) {
    asked.get(id)?.({ result, error });
    asked.delete(id);
    return;
  }
  switch (method) {
    case 'initialize': {
      if (words.has('picky') && params.clientInfo?.name === 'tester') {
        send({ id, error: { code: -32000, message: 'not for you' } });
        return;
      }
      const info = {
        protocolVersion: words.has('old') ? '2024-10-07' : params.protocolVersion,
        capabilities: { tools: { listChanged: true }, logging: {}, experimental: { 'x-own': { deep: [1] } } },
        serverInfo: { name: 'rude', version: '9.9' },
        instructions: 'be careful',
      };
      if (words.has('grumbles')) console.error(`my key is ${process.env.RUDE_KEY}`);
      if (words.has('refuses'))
        send({
          id,
          error: {
            code: -32001,
            message: `bad key ${words.has('at-length') ? 'x'.repeat(1e6) : process.env.RUDE_KEY}`,
          },
        });
      else if (words.has('slow-start')) setTimeout(() => send({ id, result: info }), 60_000);
      else send({ id, result: words.has('lies') ? { hello: 'world' } : info });
      return;
    }
    case 'tools/list':
      if (words.has('many-tools')) {
        const page = Number(params.cursor ?? 0);
        const some = Array.from({ length: 50 }, (_, i) => ({ name: `t${page}_${i}`, inputSchema: {} }));
        send({
          id,
          result: { tools: [...some, null, 7, { name: 5 }, { name: 'same' }], nextCursor: String(page + 1) },
        });
      } else {
        const now = { tools };
        lists += 1;
        if (words.has('restless')) send({ method: 'notifications/tools/list_changed' });
        if (words.has('slow-list')) setTimeout(() => send({ id, result: now }), 200);
        else send({ id, result: now });
      }
      return;
    case 'tools/call': {
      const call = CALLS[params.name];
      if (call === undefined) send({ id, result: { ...text(`no tool ${params.name}`), isError: true } });
      else void call(id, params.arguments ?? {}, params._meta ?? {});
      return;
    }
    case 'notifications/cancelled':
      cancelled.push(params);
      return;
    default:
      if (id === undefined) return;
      if (method === 'ping' || method === 'logging/setLevel') send({ id, result: {} });
      else if (method === 'x/own') send({ id, result: { params } });
      else send({ id, error: { code: -32601, message: `no ${method}` } });
  }
}

createInterface({ input: process.stdin }).on('line', (line) => answer(JSON.parse(line)));
process.stdin.on('end', () => {
  if (!words.has('stays')) process.exit(0);
});
if (words.has('stays')) {
  process.on('SIGTERM', () => {});
  setInterval(() => {}, 1000);
}
