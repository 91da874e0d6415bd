import type { Environment, Variable } from './environment.ts';

/** A text with its `${NAME}` filled in. */
export interface Interpolated {
  value: string;
  /** Variables that were used. */
  used: Variable[];
  /** Names that are not set and have no fallback. */
  missing: string[];
  /** What is wrong with the text itself, or null. */
  problem: string | null;
}

const OPEN = '${';
const REFERENCE = /\$\$\{|\$\{(?:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\})?/g;

/**
 * Fills in `${NAME}` and `${NAME:-fallback}`; `$${` stands for a plain `${`. A variable that is set but empty
 * counts as not set, as the shell's `:-` has it. What comes out is not looked at again.
 */
export function interpolate(text: string, environment: Environment): Interpolated {
  const used: Variable[] = [];
  const missing: string[] = [];
  let problem: string | null = null;
  const value = text.replace(REFERENCE, (whole, name: string | undefined, fallback: string | undefined) => {
    if (whole === `$${OPEN}`) return OPEN;
    if (name === undefined) {
      problem = `has a ${OPEN} that is not ${OPEN}NAME} or ${OPEN}NAME:-fallback}; write $${OPEN} for a plain ${OPEN}`;
      return whole;
    }
    const variable = environment(name);
    if (variable !== null) {
      used.push(variable);
      return variable.value;
    }
    if (fallback === undefined) missing.push(name);
    return fallback ?? '';
  });
  return { value, used, missing, problem };
}
