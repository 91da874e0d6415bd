import type { McpServerConfig } from '../../config/index.ts';

/** Shorter values are words that any line may have. */
const SHORTEST_SECRET = 6;

/** What an address holds that is secret: its password, and the values of its query, as they stand and decoded. */
function secretsInAddress(value: string): string[] {
  if (!URL.canParse(value)) return [];
  const { password, search, searchParams } = new URL(value);
  const raw = [...search.matchAll(/=([^&]+)/g)].map(([, part]) => part ?? '');
  return [password, ...raw, ...searchParams.values()];
}

function secretsOf({ env, headers, args, url }: McpServerConfig): string[] {
  const values = [...Object.values(env), ...Object.values(headers), ...args];
  const words = values.flatMap((value) => [value, ...value.split(/[\s=]+/), ...secretsInAddress(value)]);
  if (url !== null) words.push(...secretsInAddress(url));
  return [...new Set(words)]
    .filter((word) => word.length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length);
}

/** What a server says, less what its configuration gives it, which may be secret: that becomes `…`. */
export function withoutSecrets(config: McpServerConfig, text: string): string {
  let plain = text;
  for (const secret of secretsOf(config)) plain = plain.replaceAll(secret, '…');
  return plain;
}
