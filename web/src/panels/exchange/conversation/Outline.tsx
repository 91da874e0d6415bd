import { VisibleText } from '../../../components/text/VisibleText.tsx';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { partOfBlock } from '../block-part.ts';
import { Swatch } from '../Kind.tsx';
import { TEXTS as EXCHANGE_TEXTS } from '../texts.ts';
import { TEXTS } from './texts.ts';
import type { Message } from './use-conversation.ts';

export interface OutlineProps {
  messages: readonly Message[];
  /** Parts of the answer: which kinds they are of. */
  answer: readonly string[];
  /** Goes to a block, by its anchor. */
  onGo(anchor: string): void;
}

/** Every block in a line, to go there. */
export function Outline({ messages, answer, onGo }: OutlineProps) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const parts = useTexts(EXCHANGE_TEXTS).block;
  return (
    <nav className="outline" aria-label={texts.outline}>
      <ol>
        {messages
          .flatMap(({ blocks }) => blocks)
          .map(({ position, kind, role, tool, tokens, repeats }) => {
            const part = partOfBlock(kind, role);
            return (
              <li key={position}>
                <button type="button" className="outline-item" onClick={() => onGo(`context-${position}`)}>
                  <Swatch part={part} />
                  <span className="outline-name one-line">
                    {tool === null ? parts[part] : <VisibleText text={tool} />}
                    {repeats > 1 && <span className="warn"> ×{repeats}</span>}
                  </span>
                  <span className="outline-tokens quiet">{format.short(tokens)}</span>
                </button>
              </li>
            );
          })}
        {answer.map((kind, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one answer, in their order
          <li key={`answer ${index}`}>
            <button type="button" className="outline-item" onClick={() => onGo(`answer-${index}`)}>
              <Swatch part={partOfBlock(kind, 'assistant')} />
              <span className="outline-name one-line">{texts.answer}</span>
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
