import type { TimelineAgent } from '../../../../../src/contract/timeline.ts';
import { hrefOf, usePlace } from '../../../app/location.ts';
import { VisibleText } from '../../../components/text/VisibleText.tsx';
import { useTexts } from '../../../texts/index.ts';
import { agentName } from './agent-tree.ts';
import type { SessionTexts } from './text-keys.ts';
import { TEXTS } from './texts.ts';

/** Characters of a name that are shown. */
const LONGEST = 40;

function nameOf(agent: TimelineAgent, helper: boolean, texts: SessionTexts): string {
  if (agent.key === 'main') return texts.mainAgent;
  const short = agentName(agent).slice(0, LONGEST).toWellFormed();
  return helper || agent.key.startsWith('agent:') ? texts.subAgent(short) : texts.conversation(short);
}

/** The way to an agent's turns on the same page. */
export function AgentLink({
  agent,
  helper,
  current = false,
}: {
  agent: TimelineAgent;
  helper: boolean;
  current?: boolean;
}) {
  const texts = useTexts(TEXTS);
  const { path, params } = usePlace();
  const href = hrefOf(path, {
    ...Object.fromEntries(params),
    agent: agent.main ? null : agent.id,
    turn: null,
    against: null,
  });
  return (
    <a href={href} className="one-line" aria-current={current ? 'true' : undefined}>
      <bdi>
        <VisibleText text={nameOf(agent, helper, texts)} />
      </bdi>
    </a>
  );
}
