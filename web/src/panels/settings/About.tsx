import { useQuery } from '@tanstack/react-query';
import type { HealthView } from '../../../../src/contract/api.ts';
import { Failure, Waiting } from '../../components/States.tsx';
import { ApiError } from '../../data/api.ts';
import { useFormat, useSentence, useTexts } from '../../texts/index.ts';
import { TEXTS } from './texts.ts';

const DOCS = [
  'README.md',
  'docs/configuration.md',
  'docs/connect.md',
  'docs/routing.md',
  'docs/filter.md',
  'docs/api.md',
];

/** A program that is degraded says so with 503: that is an answer, too. */
async function readHealth(signal: AbortSignal): Promise<HealthView> {
  let response: Response;
  try {
    response = await fetch('/health', { signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ApiError(0, 'unreachable', 'The program does not answer.', null);
  }
  if (!response.ok && response.status !== 503) {
    throw new ApiError(response.status, 'http', `HTTP ${response.status}`, null);
  }
  return (await response.json()) as HealthView;
}

/** What this program is, since when it runs, and whether all of it works. */
export function About() {
  const texts = useTexts(TEXTS);
  const format = useFormat();
  const say = useSentence();
  const read = useQuery({
    queryKey: ['config', 'health'],
    queryFn: ({ signal }) => readHealth(signal),
    refetchOnMount: 'always',
  });
  const health = read.data;
  const down = (['storage', 'tokens'] as const).filter((part) => health?.parts[part] === 'down');
  return (
    <section className="panel stack settings-top" aria-labelledby="settings-about">
      <h2 id="settings-about">{texts.about}</h2>
      {read.isError && <Failure error={read.error} onRetry={() => void read.refetch()} />}
      <dl className="settings-facts">
        <div>
          <dt>{texts.version}</dt>
          <dd>{health === undefined ? <Waiting /> : health.version}</dd>
        </div>
        <div>
          <dt>{texts.since}</dt>
          <dd>
            {health === undefined ? (
              <Waiting />
            ) : (
              format.dateTime(read.dataUpdatedAt - health.uptime_s * 1000)
            )}
          </dd>
        </div>
        <div>
          <dt>{texts.health}</dt>
          <dd title={say(health?.message)}>
            {health === undefined ? (
              <Waiting />
            ) : down.length === 0 && health.down.length === 0 ? (
              <>
                <span className="ok" aria-hidden="true">
                  ✓
                </span>{' '}
                {texts.healthy}
              </>
            ) : (
              <span className="bad">
                <span aria-hidden="true">✕</span>{' '}
                {texts.degraded(
                  format.list(down.length > 0 ? down.map((part) => texts.parts[part]) : health.down),
                )}
              </span>
            )}
          </dd>
        </div>
        <div>
          <dt>{texts.running}</dt>
          <dd>{health === undefined ? <Waiting /> : format.count(health.running)}</dd>
        </div>
        <div>
          <dt>{texts.docs}</dt>
          <dd>
            <code>{DOCS.join(' · ')}</code>
          </dd>
        </div>
        <div>
          <dt>{texts.licences}</dt>
          <dd>{texts.licencesLead}</dd>
        </div>
      </dl>
    </section>
  );
}
