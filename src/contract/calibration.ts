import * as z from 'zod';
import { PROTOCOLS } from './names.ts';

const share = z.number().nonnegative().nullable();

/** How a provider counts a model's contexts, against our own counts: `tokens = a + b · ours`. */
export const calibrationSchema = z.object({
  provider: z.string(),
  model: z.string().describe("the provider's own name of it"),
  vocabulary: z.string().describe('what stands in for its own'),
  protocol: z.enum(PROTOCOLS).describe('the language of the clients whose requests they were'),
  observations: z.number().int().nonnegative().describe('answers that were learnt from'),
  a: z.number().nonnegative().describe('tokens that every context has and we do not see'),
  b: z.number().nonnegative().describe("the provider's tokens for one of ours"),
  growth: z.number().nonnegative().describe('the same, in what a context grows by from turn to turn'),
  error_anchored: share.describe(
    'typical error of a turn that goes on one that was counted; null: none was measured',
  ),
  error_fitted: share.describe('the same of any other context'),
  updated_at: z.string().describe('ISO 8601, UTC, milliseconds'),
});
export type CalibrationView = z.infer<typeof calibrationSchema>;
