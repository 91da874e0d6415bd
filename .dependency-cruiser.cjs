/**
 * Who may import whom (docs/ARCHITECTURE.md). A room is a folder of src/; its index.ts is its public surface.
 * The allow-list names every pair of rooms that may meet; anything else is an error.
 */
const pairs = {
  storage: [],
  recording: ['storage'],
  config: [],
  protocols: ['context', 'streaming'],
  context: [],
  tokens: [],
  sessions: ['context', 'storage'],
  routing: ['config'],
  providers: ['config', 'protocols', 'streaming', 'upstream'],
  upstream: ['config'],
  streaming: [],
  live: [],
  observability: ['config'],
  mcp: ['config'],
  pricing: [],
  connect: ['config'],
};
const leaves = ['contract', 'exchange'];
const rooms = Object.keys(pairs);

const between = rooms.map((room) => ({
  name: `${room}-imports`,
  comment: `${room} may import itself, contract, exchange${pairs[room].map((p) => `, ${p}`).join('')}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: {
    path: '^src/',
    pathNot: [
      `^src/${room}/`,
      ...leaves.map((l) => `^src/${l}/`),
      ...pairs[room].map((p) => `^src/${p}/index\\.ts$`),
    ],
  },
}));

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'contract-is-a-leaf',
      severity: 'error',
      from: { path: '^src/contract/' },
      to: { path: '^src/', pathNot: '^src/contract/' },
    },
    {
      name: 'exchange-is-a-leaf',
      severity: 'error',
      from: { path: '^src/exchange/' },
      to: { path: '^src/', pathNot: ['^src/exchange/', '^src/contract/'] },
    },
    ...between,
    {
      name: 'pipeline-and-up-use-public-surfaces',
      severity: 'error',
      from: { path: '^src/(pipeline|server|cli)/' },
      to: { path: `^src/(${rooms.join('|')})/(?!index\\.ts$)` },
    },
    {
      name: 'pipeline-is-seen-by-its-public-surface',
      severity: 'error',
      from: { path: '^src/(server|cli)/' },
      to: { path: '^src/pipeline/(?!index\\.ts$)' },
    },
    {
      name: 'server-is-seen-by-its-public-surface',
      severity: 'error',
      from: { path: '^src/cli/' },
      to: { path: '^src/server/(?!index\\.ts$)' },
    },
    {
      name: 'pipeline-below-server-and-cli',
      severity: 'error',
      from: { path: '^src/pipeline/' },
      to: { path: '^src/(server|cli|main\\.ts|program\\.ts)' },
    },
    {
      name: 'server-below-cli',
      severity: 'error',
      from: { path: '^src/server/' },
      to: { path: '^src/(cli|main\\.ts|program\\.ts)' },
    },
    {
      name: 'page-sees-the-contract-only',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: '^src/(?!contract/)' },
    },
    {
      name: 'page-is-not-seen-by-the-program',
      severity: 'error',
      from: { path: '^(src|bench)/' },
      to: { path: '^web/' },
    },
    {
      name: 'page-parts-know-no-panel',
      comment: 'texts, data and components are what panels are made of; app holds them together',
      severity: 'error',
      from: { path: '^web/src/(texts|data|components)/' },
      to: { path: '^web/src/(app|panels)/' },
    },
    {
      name: 'panels-do-not-know-each-other',
      severity: 'error',
      from: { path: '^web/src/panels/([^/]+)/' },
      to: { path: '^web/src/panels/', pathNot: '^web/src/panels/$1/' },
    },
    {
      name: 'e2e-sees-the-built-program-only',
      severity: 'error',
      from: { path: '^tests/e2e/' },
      to: { path: '^(src|web)/' },
    },
    {
      name: 'src-does-not-import-tests',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(tests|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs'] },
  },
};
