import { describe, expect, it } from 'vitest';
import { shownAddress } from '../../../src/config/index.ts';

describe('an address as it is shown', () => {
  it.each([
    ['https://api.groq.com/openai/v1', 'https://api.groq.com/openai/v1'],
    ['http://127.0.0.1:11434/', 'http://127.0.0.1:11434/'],
    [
      'https://x.openai.azure.com/openai/deployments/gpt-4o-mini-2024-07-18',
      'https://x.openai.azure.com/openai/deployments/gpt-4o-mini-2024-07-18',
    ],
    ['https://host/internationalizationservice/mcp', 'https://host/internationalizationservice/mcp'],
    ['https://me:pw@host/v1', 'https://host/v1'],
    ['https://host/mcp?key=abc', 'https://host/mcp?…'],
    ['https://host/mcp#abc', 'https://host/mcp?…'],
    ['https://mcp.zapier.com/api/mcp/s/NmE1ZTRmMjQtOWQ0ZDg3Zg/mcp', 'https://mcp.zapier.com/api/mcp/s/…/mcp'],
    ['https://host/0b7a1d3e-9c1f-4a57-8a5e-0f2f6d1c9b1a/sse', 'https://host/…/sse'],
  ])('%s is %s', (address, shown) => {
    expect(shownAddress(address)).toBe(shown);
  });
});
