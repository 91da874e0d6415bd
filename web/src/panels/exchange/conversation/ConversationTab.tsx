import { Fragment, useEffect, useMemo, useRef, useState } from 'react';
import type { ExchangeRow } from '../../../../../src/contract/row.ts';
import { hrefOf, useParam } from '../../../app/location.ts';
import { Failure, Waiting } from '../../../components/States.tsx';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { TEXTS as EXCHANGE_TEXTS } from '../texts.ts';
import { Answer } from './Answer.tsx';
import { Block } from './Block.tsx';
import { Find } from './Find.tsx';
import { Outline } from './Outline.tsx';
import { TEXTS } from './texts.ts';
import { joinMessages, type Message, useConversation } from './use-conversation.ts';
import { type Match, useFind } from './use-find.ts';
import { useHighlight } from './use-highlight.ts';

/** Blocks before what is new that are opened at once. */
const BACK = 100;

interface MessagesProps {
  messages: readonly Message[];
  newFrom: number | null;
  readable: boolean;
  match: Match | null;
}

function Messages({ messages, newFrom, readable, match }: MessagesProps) {
  const texts = useTexts(TEXTS);
  const tools = useMemo(() => {
    const called = new Map<string, string>();
    for (const { kind, call_id, tool } of messages.flatMap(({ blocks }) => blocks)) {
      if (kind === 'tool_call' && call_id !== null && tool !== null) called.set(call_id, tool);
    }
    return called;
  }, [messages]);
  return (
    <ol className="blocks">
      {messages.map(({ message, name, blocks }) => (
        <Fragment key={blocks[0]?.position ?? message}>
          {name !== null && <li className="quiet small message-name">{texts.named(name)}</li>}
          {blocks.map((block) => (
            <Fragment key={block.position}>
              {block.position === newFrom && (
                <li className="divider">
                  <h2>{texts.newHere}</h2>
                </li>
              )}
              <Block
                block={block}
                calledTool={block.call_id === null ? null : (tools.get(block.call_id) ?? null)}
                readable={readable}
                found={match?.part === 'context' && match.position === block.position}
              />
            </Fragment>
          ))}
        </Fragment>
      ))}
    </ol>
  );
}

/** What was said: at what is new, the rest folded before it, and the answer at the end. */
export function ConversationTab({ row }: { row: ExchangeRow }) {
  const { id } = row;
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const exchangeTexts = useTexts(EXCHANGE_TEXTS);
  const [fromText, setFrom] = useParam('from');
  const from = fromText === null || !/^\d{1,9}$/.test(fromText) ? null : Number(fromText);
  const [readable, setReadable] = useState(true);
  const conversation = useConversation(id, from);
  const finding = useFind(id);
  const { match } = finding;
  const place = useRef<HTMLDivElement>(null);
  const said = useRef<HTMLDivElement>(null);
  useHighlight(said, conversation.data === undefined ? '' : finding.text);
  const messages = useMemo(() => joinMessages(conversation.data?.pages ?? []), [conversation.data]);
  const first = conversation.data?.pages[0];
  const last = conversation.data?.pages.at(-1);
  const begin = first?.from ?? 0;
  const end = last?.next ?? first?.total_blocks ?? 0;

  const go = (anchor: string): boolean => {
    const block = place.current?.querySelector<HTMLElement>(`[data-block="${anchor}"]`) ?? null;
    block?.scrollIntoView({ block: 'center' });
    block?.focus({ preventScroll: true });
    return block !== null;
  };
  /** Set where another beginning was asked for: what was pressed is gone then, and the focus goes to that beginning. */
  const moved = useRef(false);
  const openFrom = (next: number | null): void => {
    moved.current = true;
    setFrom(next === null ? null : String(next));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each beginning, when it is there
  useEffect(() => {
    if (!moved.current || first === undefined || conversation.isPlaceholderData) return;
    moved.current = false;
    go(`context-${begin}`);
  }, [begin, first, conversation.isPlaceholderData]);
  const shown = useRef<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: goes to a match once it is there, and once for each
  useEffect(() => {
    if (match === null || first === undefined || conversation.isPlaceholderData) return;
    const key = `${finding.text} ${finding.at} ${match.part} ${match.position} ${match.index}`;
    if (shown.current === key) return;
    const isThere = match.part === 'answer' || (match.position >= begin && match.position < end);
    if (!isThere) {
      setFrom(String(Math.max(0, match.position - 2)), { replace: true });
      return;
    }
    shown.current = key;
    const block = place.current?.querySelector(`[data-block="${match.part}-${match.position}"]`);
    block?.scrollIntoView({ block: 'center' });
  }, [match, finding.at, first, end, conversation.isPlaceholderData]);

  if (conversation.isError && first === undefined) {
    return <Failure error={conversation.error} onRetry={() => void conversation.refetch()} />;
  }
  if (first === undefined) {
    return (
      <div className="stack" aria-busy="true">
        <Waiting width="50%" />
        <Waiting width="80%" />
        <Waiting width="70%" />
      </div>
    );
  }
  const { prefix, against, capture, new_from: newFrom, total_blocks: total } = first;
  const isFolded = begin > 0;
  const unchanged = begin <= prefix.blocks;
  return (
    <div ref={place}>
      <div className="conversation-bar">
        <button
          type="button"
          className="button small"
          aria-pressed={!readable}
          onClick={() => setReadable((is) => !is)}
        >
          {texts.plain}
        </button>
        <Find finding={finding} />
      </div>
      {capture !== 'full' && total > 0 && <p className="notice">{exchangeTexts.notKept[capture]}</p>}
      <div className="conversation">
        <Outline
          messages={messages}
          answer={first.answer?.parts.map(({ kind }) => kind) ?? []}
          onGo={(anchor) => void go(anchor)}
        />
        <div className="said" ref={said}>
          {isFolded && (
            <div className="row folded">
              <button
                type="button"
                className="button plain fold"
                onClick={() => openFrom(Math.max(0, begin - BACK))}
              >
                <span aria-hidden="true">▸</span>{' '}
                {begin === prefix.blocks
                  ? texts.prefix(
                      format.plural(prefix.blocks, ...texts.blocks),
                      format.plural(prefix.tokens, ...texts.tokens),
                      against !== null,
                    )
                  : texts.before(format.plural(begin, ...texts.blocks))}
              </button>
              {begin > BACK && (
                <button type="button" className="button plain small" onClick={() => openFrom(0)}>
                  {texts.toBeginning}
                </button>
              )}
              {against !== null && unchanged && (
                <a className="small" href={hrefOf(`/exchange/${against}`)}>
                  {texts.turnBefore}
                </a>
              )}
            </div>
          )}
          {from !== null && (
            <p>
              <button type="button" className="button plain small" onClick={() => openFrom(null)}>
                {texts.toNew}
              </button>
            </p>
          )}
          {total === 0 && <p className="quiet">{texts.noContext}</p>}
          <Messages
            messages={messages}
            newFrom={against === null && newFrom === 0 ? null : newFrom}
            readable={readable}
            match={match}
          />
          {newFrom === null && total > 0 && against !== null && <p className="quiet">{texts.nothingNew}</p>}
          {conversation.hasNextPage && (
            <p>
              <button
                type="button"
                className="button"
                disabled={conversation.isFetchingNextPage}
                onClick={() => void conversation.fetchNextPage()}
              >
                {texts.later(format.plural(total - end, ...texts.blocks))}
              </button>
            </p>
          )}
          <h2 className="divider">{texts.theAnswer}</h2>
          <Answer answer={first.answer} row={row} readable={readable} match={match} />
        </div>
      </div>
    </div>
  );
}
