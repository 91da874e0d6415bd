import { openStore } from '../../src/storage/index.ts';
import { batchOf, contextOf, exchangeOf, idOf, mcpCallOf } from './store-rows.ts';

/**
 * A program that writes batches for ever, and says of each one when it is there: `{ acknowledged: n }`. Batch n
 * holds the finished exchange 2n and the running one 2n+1, with a context of their own, and the MCP call n.
 */
const [file = '', from = '0'] = process.argv.slice(2);
const store = await openStore({ dialect: 'sqlite', file });
for (let n = Number(from); ; n++) {
  const { nodes, blocks, head } = contextOf(['system', `turn ${n}`, 'x'.repeat(2_000 + n)]);
  await store.write(
    batchOf({
      exchanges: [
        exchangeOf({ id: idOf(2 * n), headReceived: head, headSent: head }),
        exchangeOf({ id: idOf(2 * n + 1), status: 'running' }),
      ],
      nodes,
      blocks,
      mcpCalls: [mcpCallOf({ id: idOf(n) })],
    }),
  );
  process.send?.({ acknowledged: n });
}
