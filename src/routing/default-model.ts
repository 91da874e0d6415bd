import { ProxyError } from '../exchange/index.ts';
import { checkRoute } from './check-route.ts';
import type { RouteRequest } from './port.ts';

/** What `auto` means where no session is pinned, and who says so. */
export interface DefaultModel {
  /** Null: nobody says. */
  model: string | null;
  from: 'page' | 'configuration';
}

export interface ChosenModelOptions {
  /** What was chosen before; null where nothing was. */
  chosen: string | null;
  /** Keeps a choice; null takes it back. Rejects where that cannot be. */
  save(model: string | null): Promise<void>;
  /** Decides where a request would go; throws a ProxyError where that is nowhere. */
  resolve(request: RouteRequest): unknown;
  /** Told once a choice is kept. */
  onChange(model: string | null): void;
}

/** The default model that a person chose in the page; it goes before the configuration's until it is taken back. */
export interface ChosenModel {
  /** Null: none was chosen. */
  current(): string | null;
  /**
   * Chooses a model, or takes the choice back (null). Throws `invalid_request` for `auto`, and `model_not_found` with
   * the closest names for what would lead nowhere.
   */
  choose(model: string | null): Promise<void>;
}

export function createChosenModel(options: ChosenModelOptions): ChosenModel {
  let chosen = options.chosen;
  return {
    current: () => chosen,
    async choose(model) {
      if (model === 'auto') {
        throw new ProxyError('invalid_request', 'default_model: cannot be auto, which stands for it.', {
          hint: 'Give an id of [models], provider/model, or null to take the choice back.',
          details: { field: 'default_model' },
        });
      }
      if (model !== null)
        checkRoute(options.resolve, 'default_model', { model, pinned: null, provider: null });
      if (model === chosen) return;
      await options.save(model);
      chosen = model;
      options.onChange(model);
    },
  };
}
