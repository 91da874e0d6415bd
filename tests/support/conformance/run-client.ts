import { clientOfGateway, ownClient } from './callers.ts';

// `run-client.ts own|gateway URL`: the suite starts it with the URL of a server of its own, and watches what comes
// there from the program: of its own client, or of its gateway as a client of it has that do.

/** The tool whose schema the suite wants to have back, as the argument of another. */
const RICH = 'json_schema_2020_12_tool';

const [way, url = ''] = process.argv.slice(-2);
const caller = way === 'gateway' ? await clientOfGateway(url) : ownClient(url);
try {
  const tools = await caller.tools();
  const schema = tools.find((tool) => tool.name === RICH)?.schema;
  for (const { name } of tools)
    if (name !== RICH) await caller.call(name, name === 'json_schema_echo' ? { schema } : { a: 2, b: 3 });
} finally {
  await caller.close();
}
