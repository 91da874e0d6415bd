import type { Measurement } from './measure.ts';
import type { Scenario } from './scenarios.ts';
import { median } from './statistics.ts';

export interface Run {
  contenders: { id: string; title: string; idleRss: number | null }[];
  scenarios: Scenario[];
  measurements: Measurement[];
}

type Field =
  | 'perSecond'
  | 'busy'
  | 'cpuMain'
  | 'cpuTotal'
  | 'firstByteP50'
  | 'firstByteP99'
  | 'totalP50'
  | 'totalP99'
  | 'rss';

/** One of the aims of docs/performance.md, measured. */
export interface Aim {
  title: string;
  limit: number;
  /** The proxy against the floor; NaN where one of them was not measured. */
  ratio: number;
}

/** The median over the rounds; NaN where nothing was measured. */
export function middle(run: Run, contender: string, scenario: string, field: Field): number {
  const values = run.measurements
    .filter((it) => it.contender === contender && it.scenario === scenario)
    .map((it) => it[field]);
  return median(values.filter((value) => value !== null));
}

/** What a contender adds to the direct call, in ms: the median over the rounds of each round's difference. */
export function added(run: Run, contender: string, scenario: string, field: Field): number {
  const inRound = (id: string, round: number) =>
    run.measurements.find((it) => it.contender === id && it.scenario === scenario && it.round === round)?.[
      field
    ];
  const rounds = [...new Set(run.measurements.map((it) => it.round))];
  const differences = rounds.map(
    (round) => (inRound(contender, round) ?? NaN) - (inRound('direct', round) ?? NaN),
  );
  return median(differences.filter((value) => !Number.isNaN(value)));
}

function peak(run: Run, contender: string): number {
  const all = run.measurements.filter((it) => it.contender === contender).map((it) => it.rss ?? Number.NaN);
  return all.length === 0 ? Number.NaN : Math.max(...all);
}

/** The proxy against the floor, beside the aims. */
export function aims(run: Run): Aim[] {
  const ratio = (scenario: string, field: Field) =>
    middle(run, 'proxy', scenario, field) / middle(run, 'floor', scenario, field);
  const latency = run.scenarios
    .filter((scenario) => scenario.load.kind === 'rate' && scenario.id.includes('stream'))
    .map((scenario) => ({
      title: `added p50 before the first byte: ${scenario.title}`,
      limit: 1.15,
      ratio:
        added(run, 'proxy', scenario.id, 'firstByteP50') / added(run, 'floor', scenario.id, 'firstByteP50'),
    }));
  return [
    { title: 'CPU a request, 1 KB', limit: 1.6, ratio: ratio('json-1k', 'cpuTotal') },
    { title: 'CPU a stream, usage asked for', limit: 1.3, ratio: ratio('stream', 'cpuTotal') },
    { title: 'CPU a request, 775 KB growing, main thread', limit: 2.5, ratio: ratio('json-775k', 'cpuMain') },
    ...latency,
    { title: 'memory under load', limit: 1.5, ratio: peak(run, 'proxy') / peak(run, 'floor') },
  ];
}

function number(value: number, digits: number): string {
  return Number.isFinite(value) ? value.toFixed(digits) : '–';
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, at) => (at < 2 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

function throughput(run: Run): string {
  const rows = run.scenarios
    .filter((scenario) => scenario.load.kind === 'closed')
    .flatMap((scenario) =>
      run.contenders.map(({ id, title }) => {
        const value = (field: Field) => middle(run, id, scenario.id, field);
        const against = (field: Field) => number(value(field) / middle(run, 'floor', scenario.id, field), 2);
        return [
          `${scenario.title}, ${scenario.connections} at once`,
          title,
          number(value('perSecond'), 0),
          number(value('busy') * 100, 0),
          number(value('cpuMain'), 3),
          number(value('cpuTotal'), 3),
          `${against('cpuMain')} / ${against('cpuTotal')}`,
        ];
      }),
    );
  const head = [
    'load',
    'contender',
    'requests/s',
    'core busy %',
    'CPU ms, main',
    'CPU ms, all',
    '× floor, main / all',
  ];
  return table(head, rows);
}

function latencies(run: Run): string {
  const rows = run.scenarios.flatMap((scenario) => {
    if (scenario.load.kind !== 'rate') return [];
    const { perSecond } = scenario.load;
    return run.contenders.map(({ id, title }) => {
      const show = (field: Field) =>
        number(id === 'direct' ? middle(run, id, scenario.id, field) : added(run, id, scenario.id, field), 3);
      const against =
        added(run, id, scenario.id, 'firstByteP50') / added(run, 'floor', scenario.id, 'firstByteP50');
      return [
        `${scenario.title}, ${perSecond}/s`,
        id === 'direct' ? `${title} (absolute)` : title,
        show('firstByteP50'),
        show('firstByteP99'),
        show('totalP50'),
        show('totalP99'),
        id === 'direct' ? '–' : number(against, 2),
      ];
    });
  });
  const head = ['load', 'contender', 'first byte p50', 'p99', 'whole p50', 'p99', '× floor, first byte p50'];
  return table(head, rows);
}

function memory(run: Run): string {
  const rows = run.contenders
    .filter(({ idleRss }) => idleRss !== null)
    .map(({ id, title, idleRss }) => [
      title,
      number(idleRss ?? Number.NaN, 0),
      number(peak(run, id), 0),
      number(peak(run, id) / peak(run, 'floor'), 2),
    ]);
  return table(['contender', 'idle', 'most under load', '× floor'], rows);
}

/** The run as Markdown. */
export function report(run: Run): string {
  const aimRows = aims(run).map((aim) => [
    aim.title,
    `≤ ${aim.limit}×`,
    `${number(aim.ratio, 2)}×`,
    Number.isNaN(aim.ratio) ? 'not measured' : aim.ratio <= aim.limit ? 'yes' : 'no',
  ]);
  return [
    '## Throughput and CPU',
    throughput(run),
    '## Added latency at a fixed rate (ms)',
    latencies(run),
    '## Resident memory (MB)',
    memory(run),
    '## Aims, against the floor',
    table(['aim', 'limit', 'measured', 'holds'], aimRows),
  ].join('\n\n');
}
