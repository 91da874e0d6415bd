import uPlot from 'uplot';
import type { TimelineTurn } from '../../../../../src/contract/timeline.ts';
import { colourOf } from '../../../components/chart/colours.ts';
import type { Format } from '../../../texts/index.ts';

/** How much of the chart's height the dearest turn's bar takes. */
const COST_PART = 0.3;
/** Of the axes' font at its widest, and what stands between a text and the plot. */
const DIGIT_PX = 6.5;
const AXIS_GAP_PX = 10;
const BAR = { size: [0.7, 24] as [number, number] };

/** What the chart is drawn from at the moment; it is read at each drawing. */
export interface History {
  turns: readonly TimelineTurn[];
  at: number;
  thresholds: readonly number[];
}

/** Turn number, context, window, cost, and the part of the cost's bar that stands for input past the cache. */
export function historyColumns(turns: readonly TimelineTurn[]): uPlot.AlignedData {
  return [
    turns.map((_, index) => index + 1),
    turns.map(({ context }) => context),
    turns.map(({ window }) => window),
    turns.map(({ cost_usd: cost }) => cost),
    turns.map(({ cost_usd: cost, cache_hit_rate: rate }) =>
      cost === null || rate === null ? null : cost * (1 - rate),
    ),
  ];
}

interface Colours {
  ink: string;
  quiet: string;
  warn: string;
  bad: string;
}

function drawMarks(chart: uPlot, { turns, at, thresholds }: History, colours: Colours): void {
  const { ctx, bbox } = chart;
  const ratio = devicePixelRatio;
  const window = turns.at(-1)?.window ?? null;
  const label = (text: string, x: number, y: number, colour: string, align: CanvasTextAlign): void => {
    ctx.fillStyle = colour;
    ctx.textAlign = align;
    ctx.fillText(text, x, y);
  };
  ctx.save();
  ctx.font = `500 ${11 * ratio}px system-ui, sans-serif`;
  ctx.lineWidth = ratio;
  for (const [n, threshold] of window === null ? [] : thresholds.entries()) {
    const y = chart.valToPos(threshold * (window ?? 0), 'tokens', true);
    const colour = n === 0 ? colours.warn : colours.bad;
    ctx.strokeStyle = colour;
    ctx.setLineDash([4 * ratio, 4 * ratio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    label(`${Math.round(threshold * 100)}%`, bbox.left + 4 * ratio, y - 3 * ratio, colour, 'left');
  }
  ctx.setLineDash([]);
  for (const [index, turn] of turns.entries()) {
    if (!turn.compacted && turn.cache_broke !== true) continue;
    const x = chart.valToPos(index + 1, 'x', true);
    if (turn.compacted) {
      ctx.strokeStyle = colours.quiet;
      ctx.setLineDash([2 * ratio, 3 * ratio]);
      ctx.beginPath();
      ctx.moveTo(x, bbox.top + 12 * ratio);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
      ctx.setLineDash([]);
      label('↧', x, bbox.top + 10 * ratio, colours.quiet, 'center');
    } else {
      const cost = chart.valToPos(turn.cost_usd ?? 0, 'usd', true);
      label('⌄', x, cost - 3 * ratio, colours.warn, 'center');
    }
  }
  const x = chart.valToPos(at + 1, 'x', true);
  ctx.strokeStyle = colours.ink;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

export interface HistoryOptions {
  format: Format;
  now(): History;
  /** The turn under the pointer, as an index; null: none. */
  onHover(index: number | null): void;
  onPick(index: number): void;
}

/** uPlot's options of the history: tokens on the left, dollars on the right, marks over both. */
export function historyOptions({
  format,
  now,
  onHover,
  onPick,
}: HistoryOptions): Omit<uPlot.Options, 'width' | 'height'> {
  // A token is looked up in the page, which is too slow for every drawing.
  const quiet = colourOf('--ink-2');
  const colours = { ink: colourOf('--ink'), quiet, warn: colourOf('--warn'), bad: colourOf('--bad') };
  const grid = { stroke: colourOf('--line'), width: 1 };
  const font = '500 11px system-ui, sans-serif';
  const bars = uPlot.paths.bars?.(BAR);
  const axis = { stroke: quiet, font, ticks: { show: false } };
  // As wide as its longest text: a tiny cost has many digits.
  const wide = (least: number) => (_: uPlot, values: (string | null)[] | null) =>
    Math.max(least, ...(values ?? []).map((text) => (text?.length ?? 0) * DIGIT_PX + AXIS_GAP_PX));
  return {
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    scales: {
      x: { time: false, range: (_, from, to) => [(from ?? 1) - 0.5, (to ?? 1) + 0.5] },
      tokens: { range: (_, __, most) => [0, Math.max(1, (most ?? 0) * 1.05)] },
      usd: { range: (_, __, most) => [0, Math.max(1e-6, (most ?? 0) / COST_PART)] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 24,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000],
        values: (_, values) => values.map((value) => format.count(value)),
      },
      {
        ...axis,
        scale: 'tokens',
        grid,
        size: wide(56),
        values: (_, values) => values.map((value) => format.short(value)),
      },
      {
        ...axis,
        scale: 'usd',
        side: 1,
        grid: { show: false },
        size: wide(60),
        // Above the highest bar the axis says nothing.
        values: (_, values) => {
          const most = Math.max(0, ...now().turns.map((turn) => turn.cost_usd ?? 0));
          return values.map((value) => (value <= most * (1 + 1e-9) ? format.usd(value) : null));
        },
      },
    ],
    series: [
      {},
      {
        scale: 'tokens',
        stroke: colourOf('--accent'),
        width: 2,
        points: { show: now().turns.length < 60, size: 5 },
      },
      { scale: 'tokens', stroke: colourOf('--edge'), width: 1, dash: [2, 3], points: { show: false } },
      {
        scale: 'usd',
        fill: colourOf('--line'),
        stroke: colourOf('--edge'),
        width: 1,
        points: { show: false },
        ...(bars === undefined ? {} : { paths: bars }),
      },
      {
        scale: 'usd',
        fill: colours.warn,
        width: 0,
        points: { show: false },
        ...(bars === undefined ? {} : { paths: bars }),
      },
    ],
    hooks: {
      draw: [(chart) => drawMarks(chart, now(), colours)],
      setCursor: [({ cursor }) => onHover(cursor.idx ?? null)],
      ready: [
        (chart) => {
          chart.over.addEventListener('click', () => {
            const { idx } = chart.cursor;
            if (typeof idx === 'number') onPick(idx);
          });
          chart.over.addEventListener('mouseleave', () => onHover(null));
        },
      ],
    },
  };
}
