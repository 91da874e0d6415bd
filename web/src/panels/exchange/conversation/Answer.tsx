import type { ConversationAnswer } from '../../../../../src/contract/conversation.ts';
import type { ExchangeRow } from '../../../../../src/contract/row.ts';
import { Sentence } from '../../../components/text/Sentence.tsx';
import { UNKNOWN, useFormat, useTexts } from '../../../texts/index.ts';
import { partOfBlock } from '../block-part.ts';
import { TEXTS as EXCHANGE_TEXTS } from '../texts.ts';
import { BlockFrame } from './Block.tsx';
import { CallArguments, Picture, TextContent } from './Content.tsx';
import { TEXTS } from './texts.ts';
import type { Match } from './use-find.ts';

type Part = NonNullable<ConversationAnswer>['parts'][number];

interface AnswerProps {
  answer: ConversationAnswer;
  row: ExchangeRow;
  readable: boolean;
  match: Match | null;
}

function PartBody({
  id,
  part,
  index,
  readable,
}: {
  id: string;
  part: Part;
  index: number;
  readable: boolean;
}) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const path = `/api/exchanges/${encodeURIComponent(id)}/answer`;
  if (part.image !== null) return <Picture image={part.image} path={`${path}/image?part=${index}`} />;
  if (part.text === null) return <p className="quiet">{UNKNOWN}</p>;
  const size = texts.characters(format.count(part.characters));
  const source = part.more ? { path, query: { part: index } } : null;
  if (part.kind === 'tool_call') return <CallArguments text={part.text} source={source} size={size} />;
  const said = part.kind !== 'other';
  return <TextContent text={part.text} source={source} size={size} readable={readable} said={said} />;
}

/** Why there is no answer to be shown. */
function NoAnswer({ row }: { row: ExchangeRow }) {
  const texts = useTexts(TEXTS);
  const exchangeTexts = useTexts(EXCHANGE_TEXTS);
  if (row.status === 'running') {
    return (
      <p className="quiet">
        <span aria-hidden="true">◐ </span>
        {exchangeTexts.running}
      </p>
    );
  }
  return <p className="quiet">{row.status === 'ok' ? texts.noAnswer : texts.noAnswerBecause[row.status]}</p>;
}

/** What the model said, and why it stopped. */
export function Answer({ answer, row, readable, match }: AnswerProps) {
  const texts = useTexts(TEXTS);
  const exchangeTexts = useTexts(EXCHANGE_TEXTS);
  if (answer === null) return <NoAnswer row={row} />;
  const { stop } = answer;
  const why = stop === null ? null : Object.hasOwn(texts.stops, stop) ? texts.stops[stop] : stop;
  return (
    <>
      <ol className="blocks">
        {answer.parts.map((part, index) => {
          const context = partOfBlock(part.kind === 'refusal' ? 'text' : part.kind, 'assistant');
          return (
            <BlockFrame
              // biome-ignore lint/suspicious/noArrayIndexKey: parts of one answer, in their order
              key={index}
              part={context}
              {...(part.kind === 'refusal' ? { label: exchangeTexts.refusal } : {})}
              tool={part.tool}
              tokens=""
              folded={part.kind === 'reasoning'}
              found={match?.part === 'answer' && match.position === index}
              anchor={`answer-${index}`}
            >
              <PartBody id={row.id} part={part} index={index} readable={readable} />
            </BlockFrame>
          );
        })}
      </ol>
      {answer.error !== null && (
        <p className="notice bad">
          <span aria-hidden="true">✕</span>{' '}
          <span>
            <Sentence text={answer.error.message} /> <code>{answer.error.code}</code>
          </span>
        </p>
      )}
      <p className="quiet answer-end">
        {answer.complete ? (
          why == null ? (
            texts.endedSilently
          ) : (
            texts.ended(why)
          )
        ) : row.status === 'running' ? (
          exchangeTexts.running
        ) : (
          <span className="bad">
            <span aria-hidden="true">✕ </span>
            {texts.incomplete}
          </span>
        )}
      </p>
    </>
  );
}
