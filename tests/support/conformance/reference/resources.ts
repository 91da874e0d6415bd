import type { ReadResourceResult, Resource, ResourceTemplate } from '@modelcontextprotocol/sdk/types.js';
import { PNG } from './media.ts';

export const RESOURCES: readonly Resource[] = [
  { uri: 'test://static-text', name: 'text', description: 'A text', mimeType: 'text/plain' },
  { uri: 'test://static-binary', name: 'binary', description: 'An image', mimeType: 'image/png' },
  { uri: 'test://watched-resource', name: 'watched', description: 'A text', mimeType: 'text/plain' },
];

export const TEMPLATES: readonly ResourceTemplate[] = [
  {
    uriTemplate: 'test://template/{id}/data',
    name: 'template',
    description: 'Data by its id',
    mimeType: 'application/json',
  },
];

const TEMPLATED = /^test:\/\/template\/([^/]+)\/data$/;

/** Null where there is no such resource. */
export function readResource(uri: string): ReadResourceResult | null {
  const content = (mimeType: string, text: string) => ({ contents: [{ uri, mimeType, text }] });
  if (uri === 'test://static-binary') return { contents: [{ uri, mimeType: 'image/png', blob: PNG }] };
  if (RESOURCES.some((one) => one.uri === uri)) return content('text/plain', `This is ${uri}.`);
  const id = TEMPLATED.exec(uri)?.[1];
  return id === undefined ? null : content('application/json', JSON.stringify({ id, templateTest: true }));
}
