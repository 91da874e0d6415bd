import type { Config, Origin } from '../../config/index.ts';
import { reloads } from '../../config/index.ts';
import {
  type ConfigValue,
  type ConfigView,
  configSchema,
  settingsPatchSchema,
  settingsSchema,
} from '../../contract/index.ts';
import { isoTime } from '../../exchange/index.ts';
import type { ServerDeps } from '../deps.ts';
import { type Route, route } from '../route.ts';

/** The key whose value the page may set over the file's. */
const DEFAULT_MODEL = 'default_model';

function toValue({ path, shown, isSecret, isSet, kind, where, variables, description }: Origin): ConfigValue {
  return {
    key: path,
    value: shown,
    secret: isSecret,
    set: isSet,
    origin: { kind, where, variables: [...variables] },
    reloads: reloads(path),
    description,
  };
}

/** Every value that is in force; a model that was chosen in the page stands in place of the file's. */
function valuesOf(config: Config, chosen: string | null): ConfigValue[] {
  return config.origins.map((origin) => {
    const value = toValue(origin);
    if (chosen === null || origin.path !== DEFAULT_MODEL) return value;
    return { ...value, value: chosen, set: true, origin: { kind: 'page', where: null, variables: [] } };
  });
}

/** A problem with its advice apart. */
function toProblem({
  file,
  line,
  key,
  message,
  hint,
}: ConfigView['problems'][number]): ConfigView['problems'][number] {
  const end = `; ${hint}`;
  const isEnd = hint !== null && message.endsWith(end);
  return { file, line, key, message: isEnd ? message.slice(0, -end.length) : message, hint };
}

export function configRoutes(deps: ServerDeps): Route[] {
  const settings = () => ({ default_model: deps.chosenModel.current() });
  return [
    route({
      method: 'GET',
      path: '/api/config',
      summary: 'The configuration with the origin of each value, and what is wrong with a changed file',
      answers: { 200: configSchema },
      handle(): ConfigView {
        const config = deps.config();
        const { loadedAt, refused, needsRestart } = deps.configuration();
        return {
          file: config.file,
          searched: [...config.searched],
          state: refused === null ? 'ok' : 'rejected',
          problems: (refused?.problems ?? []).map(toProblem),
          rejected_at: refused === null ? null : isoTime(refused.at),
          warnings: [...config.warnings],
          loaded_at: isoTime(loadedAt),
          needs_restart: [...needsRestart],
          values: valuesOf(config, deps.chosenModel.current()),
        };
      },
    }),
    route({
      method: 'GET',
      path: '/api/settings',
      summary: 'What is set in the page, over the configuration',
      answers: { 200: settingsSchema },
      handle: settings,
    }),
    route({
      method: 'PATCH',
      path: '/api/settings',
      summary: 'Sets what `auto` means where no session is pinned; null takes the choice back',
      body: settingsPatchSchema,
      answers: { 200: settingsSchema },
      async handle({ body }) {
        await deps.chosenModel.choose(body.default_model);
        return settings();
      },
    }),
  ];
}
