import { exchange } from '../panels/exchange/index.ts';
import { now } from '../panels/now/index.ts';
import type { Panel } from './panel.ts';

/** The pages, in the order of the navigation. */
export const PANELS: readonly Panel[] = [now, exchange];
