import * as z from 'zod';
import { type CalibrationView, calibrationSchema, PROTOCOLS } from '../../contract/index.ts';
import { isoTime } from '../../exchange/index.ts';
import { type KnownCalibration, lineFor, ratioOf } from '../../tokens/index.ts';
import type { ServerDeps } from '../deps.ts';
import { type Route, route } from '../route.ts';
import { queryOf } from './input.ts';

/** Figures of a person's interest: four digits are more than anyone can be sure of. */
function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

function viewOf({ calibration, updatedAt, ...of }: KnownCalibration): CalibrationView | null {
  const protocol = PROTOCOLS.find((name) => name === of.protocol);
  if (protocol === undefined || calibration.observations === 0) return null;
  const { anchored, fitted } = calibration;
  const { a, b } = lineFor(calibration);
  return {
    ...of,
    protocol,
    observations: calibration.observations,
    a: Math.round(a),
    b: rounded(b),
    growth: rounded(ratioOf(calibration)),
    error_anchored: anchored.n === 0 ? null : rounded(anchored.value),
    error_fitted: fitted.n === 0 ? null : rounded(fitted.value),
    updated_at: isoTime(updatedAt),
  };
}

/** How sure token counts are. */
export function calibrationRoutes(deps: ServerDeps): Route[] {
  return [
    route({
      method: 'GET',
      path: '/api/calibrations',
      summary: 'What was learnt of how each provider counts, and how far off predictions typically are',
      query: queryOf({}),
      answers: { 200: z.array(calibrationSchema) },
      reads: true,
      handle: () => deps.calibrations().flatMap((known) => viewOf(known) ?? []),
    }),
  ];
}
