import type { Config } from '../config/index.ts';
import type { Target } from './tool.ts';

/** What a tool sends as its key where the proxy asks for none: tools insist on one. */
export const PLACEHOLDER = 'kimi-proxy';

/**
 * What a tool is pointed at.
 *
 * @param base without `/v1`
 * @param asked the model that a person wants; null: the one that the configuration suggests
 */
export function targetAt(config: Config, base: string, asked: string | null): Target {
  const { authToken } = config.server;
  const { model, modelFrom } = modelFor(config, asked);
  return {
    base,
    key: authToken ?? PLACEHOLDER,
    isToken: authToken !== null,
    model,
    modelFrom,
    window: windowOf(config, model),
    passesOn: config.providers.filter((one) => one.auth === 'client').map((one) => one.name),
  };
}

/**
 * The model to offer: the one that was asked for, the configured one, the first of the only provider that is on, and
 * with none on the one that answers offline. Else `auto`, which the pinned session decides.
 */
function modelFor(config: Config, asked: string | null): Pick<Target, 'model' | 'modelFrom'> {
  if (asked !== null) return { model: asked, modelFrom: 'flag' };
  if (config.defaultModel !== null) return { model: config.defaultModel, modelFrom: 'configuration' };
  const real = config.providers.filter((one) => one.on && one.type !== 'test');
  const [only, another] = real;
  if (only === undefined && config.providers.some((one) => one.on)) {
    return { model: 'test-model', modelFrom: 'offline' };
  }
  const first = another === undefined ? only?.models[0]?.id : undefined;
  if (only !== undefined && first !== undefined)
    return { model: `${only.name}/${first}`, modelFrom: 'provider' };
  return { model: 'auto', modelFrom: 'auto' };
}

/** What the configuration says of a model's window; `auto` is the default model. */
function windowOf(config: Config, asked: string): number | null {
  const model = asked === 'auto' ? (config.defaultModel ?? asked) : asked;
  const rule = config.models.find((one) => !one.isGlob && one.pattern === model);
  if (rule?.window != null) return rule.window;
  const wanted = rule === undefined ? model : `${rule.provider}/${rule.model ?? model}`;
  const windows = config.providers.flatMap((provider) =>
    provider.models
      .filter(({ id }) => wanted === `${provider.name}/${id}` || (wanted === id && provider.on))
      .map(({ window }) => window),
  );
  return windows.find((window) => window !== null) ?? null;
}
