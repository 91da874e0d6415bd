import { connect } from '../panels/connect/index.ts';
import { exchange } from '../panels/exchange/index.ts';
import { mcp } from '../panels/mcp/index.ts';
import { models } from '../panels/models/index.ts';
import { now } from '../panels/now/index.ts';
import { sessions } from '../panels/sessions/index.ts';
import { settings } from '../panels/settings/index.ts';
import { spend } from '../panels/spend/index.ts';
import type { Panel } from './panel.ts';

/** The pages, in the order of the navigation. */
export const PANELS: readonly Panel[] = [now, sessions, exchange, spend, models, mcp, settings, connect];
