import type { Catalogue } from '../translate.ts';
import { API, API_PARTS } from './api.ts';
import { COMPOSITES, COMPOSITES_PARTS } from './composites.ts';
import { CONFIG, CONFIG_PARTS } from './config.ts';
import { MCP, MCP_PARTS } from './mcp.ts';
import { NOTES, NOTES_PARTS } from './notes.ts';
import { PIPELINE, PIPELINE_PARTS } from './pipeline.ts';
import { REQUESTS, REQUESTS_PARTS } from './requests.ts';

/** Every sentence of the program that a person reads, by its English template. */
export const FRENCH: Catalogue = {
  sentences: {
    ...CONFIG,
    ...MCP,
    ...PIPELINE,
    ...API,
    ...NOTES,
    ...REQUESTS,
    ...COMPOSITES,
  },
  parts: {
    ...CONFIG_PARTS,
    ...MCP_PARTS,
    ...PIPELINE_PARTS,
    ...API_PARTS,
    ...NOTES_PARTS,
    ...REQUESTS_PARTS,
    ...COMPOSITES_PARTS,
  },
};
