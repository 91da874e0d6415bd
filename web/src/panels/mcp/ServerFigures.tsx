import type { McpServerView } from '../../../../src/contract/mcp.ts';
import { Figure } from '../../components/States.tsx';
import { UNKNOWN, useFormat, useTexts } from '../../texts/index.ts';
import { type McpTexts, TEXTS } from './texts.ts';

function whyNoCost({ turn_cost, schema_tokens }: McpServerView, texts: McpTexts): string {
  if (schema_tokens === null) return texts.notListed;
  return turn_cost === null ? texts.noTurnCost : texts.noPrice(turn_cost.model);
}

/** What a server offers, what that costs in every turn, and how it has fared. */
export function ServerFigures({ server }: { server: McpServerView }) {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const { tools, schema_tokens, turn_cost, restarts, connections } = server;
  const listed = tools.length > 0 || schema_tokens !== null;
  const offered = tools.filter(({ refused }) => refused === null).length;
  const model = turn_cost?.model ?? '';
  const usd = turn_cost?.usd ?? null;
  const cached = turn_cost?.cached_usd ?? null;
  return (
    <dl className="mcp-figures">
      <Figure
        label={texts.tools}
        title={!listed ? texts.notListed : offered < tools.length ? texts.toolsOfHint : undefined}
      >
        {!listed
          ? UNKNOWN
          : offered < tools.length
            ? texts.toolsOf(format.count(offered), format.count(tools.length))
            : format.count(offered)}
      </Figure>
      <Figure
        label={texts.schemas}
        title={schema_tokens !== null ? texts.schemasHint : listed ? texts.notCounted : texts.notListed}
      >
        {format.count(schema_tokens)}
      </Figure>
      <Figure label={texts.asNew} title={usd === null ? whyNoCost(server, texts) : texts.asNewHint(model)}>
        {format.usd(usd)}
      </Figure>
      <Figure
        label={texts.cached}
        title={cached === null ? whyNoCost(server, texts) : texts.cachedHint(model)}
      >
        {format.usd(cached)}
      </Figure>
      <Figure label={texts.restarts} title={texts.restartsHint}>
        {format.count(restarts)}
      </Figure>
      <Figure label={texts.connections} title={texts.connectionsHint}>
        {format.count(connections)}
      </Figure>
    </dl>
  );
}
