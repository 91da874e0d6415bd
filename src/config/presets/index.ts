import { HOSTED } from './hosted.ts';
import { LOCAL, TEST } from './local.ts';
import type { Preset } from './preset.ts';

export type { Preset } from './preset.ts';

/** Every provider that is known without configuration, in the order in which they are listed. */
export const PRESETS: readonly Preset[] = [...HOSTED, ...LOCAL, TEST];

/** The preset of that name, or null. */
export function presetNamed(name: string): Preset | null {
  return PRESETS.find((preset) => preset.name === name) ?? null;
}
