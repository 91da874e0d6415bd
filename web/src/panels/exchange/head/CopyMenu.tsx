import { useMutation } from '@tanstack/react-query';
import { hrefOf, usePlace } from '../../../app/location.ts';
import { copyText } from '../../../components/clipboard.ts';
import { Menu } from '../../../components/Menu.tsx';
import { Failure } from '../../../components/States.tsx';
import { callForText } from '../../../data/api.ts';
import { useTexts } from '../../../texts/index.ts';
import { TEXTS } from './texts.ts';

const PROGRAMS = ['curl', 'openai-js', 'openai-python'] as const;
type What = (typeof PROGRAMS)[number] | 'link' | 'id';

/** The request as a command or a program, the address of what is seen, and the id. */
export function CopyMenu({ id }: { id: string }) {
  const texts = useTexts(TEXTS);
  const { params } = usePlace();
  const copy = useMutation({
    mutationFn: async (what: What): Promise<What> => {
      const text = {
        link: () => {
          const { open, ...rest } = Object.fromEntries(params);
          return `${window.location.href.split('#')[0]}${hrefOf(`/exchange/${id}`, rest)}`;
        },
        id: () => id,
      };
      await copyText(
        what === 'link' || what === 'id'
          ? text[what]()
          : await callForText(`/api/exchanges/${encodeURIComponent(id)}/code`, { query: { as: what } }),
      );
      return what;
    },
  });
  const item = (what: What) => ({
    key: what,
    label: texts.copyAs[what],
    onSelect: () => copy.mutate(what),
  });
  return (
    <>
      <Menu label={texts.copy} items={PROGRAMS.map((what) => item(what))} last={[item('link'), item('id')]} />
      <span role="status" className="copied small quiet">
        {copy.isSuccess ? texts.copied(texts.copyAs[copy.data]) : ''}
      </span>
      {copy.isError && <Failure error={copy.error} />}
    </>
  );
}
