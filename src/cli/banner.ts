import { type Config, DISABLED, PRESETS, type ProviderConfig } from '../config/index.ts';
import type { Messages } from './messages/index.ts';

/**
 * What a person sees at start: where it listens, where it keeps what, which providers are on and why, which are
 * off and what would turn them on, and how to point a tool at it. No secrets.
 */
export function banner(
  messages: Messages,
  config: Config,
  about: { version: string; url: string; log: string | null; command: (name: string) => string },
): string {
  const text = messages.banner;
  const on = config.providers.filter((provider) => provider.on);
  const off = config.providers.filter((provider) => !provider.on);
  const key = config.server.authToken === null ? text.anyKey : text.tokenKey;
  const facts: [string, string][] = [
    [text.data, config.dataDir],
    [text.configuration, config.file ?? text.noFile],
    [text.capture, text.captureLevels[config.capture]],
  ];
  if (about.log !== null) facts.push([text.log, about.log]);
  const lines = [
    text.listening(about.version, about.url),
    '',
    ...columns(facts),
    '',
    text.providersOn,
    ...columns(on.map((provider) => [provider.name, whyOn(messages, config, provider)])),
    ...(on.length === 0 ? [`  ${text.none}`] : []),
    ...(off.length === 0 ? [] : ['', text.providersOff]),
    ...columns(off.map((provider) => [provider.name, whyOff(messages, provider)])),
    '',
    text.connect,
    ...columns([
      [text.openAi, `OPENAI_BASE_URL=${about.url}/v1`],
      ['', `OPENAI_API_KEY=… (${key})`],
      ['Claude Code', `ANTHROPIC_BASE_URL=${about.url}`],
      ['Gemini CLI', `GOOGLE_GEMINI_BASE_URL=${about.url}`],
    ]),
    `  ${text.connectCommand(about.command('connect'))}`,
    ...(on.some((provider) => provider.type === 'test') ? [`  ${text.tryModel}`] : []),
    '',
    about.log === null ? text.stop : text.stopDetached(about.command('stop')),
  ];
  return `${lines.join('\n')}\n`;
}

/** Why a provider is on, in the person's language. */
export function whyOn(messages: Messages, config: Config, provider: ProviderConfig): string {
  const text = messages.banner;
  if (provider.type === 'test') return text.offline;
  if (provider.apiKey !== null) {
    const origin = config.origins.find((one) => one.path === `providers.${provider.name}.api_key`);
    return origin === undefined ? text.keySet : text.key(origin.from);
  }
  return provider.auth === 'client' ? text.clientKey : text.noKey;
}

/** What would turn a provider on. */
export function whyOff(messages: Messages, provider: ProviderConfig): string {
  const text = messages.banner;
  if (provider.why === DISABLED) return text.disabled;
  const login = provider.auth === 'client' ? text.ownLogin : null;
  if (provider.keyVariable !== null) {
    const turnOn = text.turnOn(provider.keyVariable);
    return login === null ? turnOn : text.orElse(turnOn, login);
  }
  const variable = PRESETS.find((one) => one.name === provider.preset)?.host?.variable;
  return login ?? (variable === undefined ? messages.sentence(provider.why) : text.noHost(variable));
}

/** Rows of two columns, indented by two. */
export function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(0, ...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `  ${first.padEnd(width)}  ${second}`);
}
