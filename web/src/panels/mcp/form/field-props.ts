import type { ComponentType } from 'react';
import type { Problem } from './arguments.ts';
import type { Draft } from './draft.ts';
import type { Field } from './field.ts';

/** What every part of the form is given. */
export interface FieldProps {
  field: Field;
  draft: Draft;
  required: boolean;
  path: readonly string[];
  /** By the path as text. */
  problems: ReadonlyMap<string, Problem>;
  onChange(draft: Draft): void;
  /** What shows the fields within. */
  View: ComponentType<FieldProps & { label: string }>;
}
