import { usePlace } from '../../app/location.ts';

type Change = string | null | ((before: string) => string);

/** The parameters of the present place with changes, for a link that keeps the rest of the view. */
export function useHere(): (changes: Record<string, Change>) => Record<string, string | null> {
  const { params } = usePlace();
  return (changes) => {
    const here: Record<string, string | null> = Object.fromEntries(params);
    for (const [name, change] of Object.entries(changes))
      here[name] = typeof change === 'function' ? change(params.get(name) ?? '') : change;
    return here;
  };
}
