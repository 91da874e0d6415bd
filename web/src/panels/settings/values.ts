import type { ConfigValue } from '../../../../src/contract/config.ts';

/** A value as config.toml writes it; null for what TOML has no word for. */
export function tomlValue(value: ConfigValue['value']): string | null {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null) return null;
  if (Array.isArray(value)) return `[${value.map(tomlValue).join(', ')}]`;
  const members = Object.entries(value).map(([key, inner]) => `${JSON.stringify(key)} = ${tomlValue(inner)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

/** The line that sets a key at the top of config.toml; null where there is nothing to set it to. */
export function tomlLine(key: string, value: ConfigValue['value']): string | null {
  const text = tomlValue(value);
  return text === null ? null : `${key} = ${text}`;
}

/** Values that somebody decided: neither a default nor what comes with a preset. */
export function isDecided({ origin }: Pick<ConfigValue, 'origin'>): boolean {
  return origin.kind !== 'default' && origin.kind !== 'preset';
}

/** Values that have each word in their key, their description, what is shown of them, or where they come from. */
export function filterValues(
  values: readonly ConfigValue[],
  text: string,
  language: 'en' | 'fr',
): readonly ConfigValue[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return values.filter(({ key, value, description, origin }) => {
    const parts = [key, description?.[language] ?? '', tomlValue(value) ?? '', origin.where ?? ''];
    const all = [...parts, ...origin.variables].join(' ').toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
