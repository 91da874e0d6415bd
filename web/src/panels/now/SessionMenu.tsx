import { useMutation, useQueryClient } from '@tanstack/react-query';
import { goTo } from '../../app/location.ts';
import { Menu } from '../../components/Menu.tsx';
import { Name } from '../../components/text/Name.tsx';
import { callApi } from '../../data/api.ts';
import { useSessions } from '../../data/queries.ts';
import { useTexts } from '../../texts/index.ts';
import { TEXTS } from './texts.ts';

/** Sessions that the menu has; all of them are on their own page. */
const SHOWN = 12;

/** Picks the session that the first page is about, and that what belongs to none goes to. */
export function SessionMenu({ current }: { current: number | null }) {
  const texts = useTexts(TEXTS);
  const sessions = useSessions();
  const queries = useQueryClient();
  const activate = useMutation({
    mutationFn: (id: number) => callApi(`/api/sessions/${id}/activate`, { method: 'POST' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['sessions'] }),
  });
  return (
    <Menu
      label={texts.sessions}
      items={(sessions.data ?? []).slice(0, SHOWN).map(({ id, name }) => ({
        key: String(id),
        text: name,
        label: (
          <>
            <span aria-hidden="true">{id === current ? '●' : '○'}</span>
            <Name className="one-line" text={name} />
          </>
        ),
        onSelect: () => activate.mutate(id),
      }))}
      last={[{ key: 'all', label: texts.allSessions, onSelect: () => goTo('#/sessions') }]}
    />
  );
}
