import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ImageData, ImageView } from '../../../../../src/contract/conversation.ts';
import { Failure } from '../../../components/States.tsx';
import { MarkdownText } from '../../../components/text/MarkdownText.tsx';
import { VisibleText } from '../../../components/text/VisibleText.tsx';
import { callApi } from '../../../data/api.ts';
import { useFormat, useTexts } from '../../../texts/index.ts';
import { LongText } from '../LongText.tsx';
import type { TextSource } from '../use-pieces.ts';
import { argumentsOf } from './call-arguments.ts';
import { TEXTS } from './texts.ts';

/** Lines at first: of what people and models say, of what tools gave, and of one argument. */
const LINES = { said: 40, tool: 10, argument: 8 };

/** An image, decoded where it is asked for; one that is elsewhere is its address, and never fetched. */
export function Picture({ image, path }: { image: ImageView; path: string }) {
  const format = useFormat();
  const texts = useTexts(TEXTS);
  const [wanted, setWanted] = useState(false);
  const data = useQuery({
    queryKey: ['image', path],
    queryFn: ({ signal }) => callApi<ImageData>(path, { signal }),
    enabled: wanted,
  });
  if (image.address !== null) {
    return (
      <p>
        <span className="quiet">{texts.imageElsewhere}</span>{' '}
        <code>
          <VisibleText text={image.address} />
        </code>
      </p>
    );
  }
  const about = [image.media_type, format.bytes(image.bytes)].filter(Boolean).join(' · ');
  if (image.media_type === null) {
    return (
      <p className="quiet">
        {texts.imageNotShown} {about}
      </p>
    );
  }
  return (
    <>
      <button type="button" className="button" aria-pressed={wanted} onClick={() => setWanted((is) => !is)}>
        {texts.showImage(about)}
      </button>
      {wanted && data.data !== undefined && (
        <img
          className="block-image"
          alt={texts.imageOf(about)}
          src={`data:${data.data.media_type};base64,${data.data.data}`}
        />
      )}
      {data.isError && <Failure error={data.error} />}
    </>
  );
}

export interface TextContentProps {
  text: string;
  source: TextSource | null;
  size: string;
  /** Whether Markdown is shown as what it stands for; else every character is. */
  readable: boolean;
  /** What a person or a model said, or what a program wrote. */
  said: boolean;
}

export function TextContent({ text, source, size, readable, said }: TextContentProps) {
  return (
    <LongText
      text={text}
      source={source}
      size={size}
      lines={said ? LINES.said : LINES.tool}
      show={(shown) =>
        said && readable ? (
          <MarkdownText text={shown} />
        ) : (
          <pre className={said ? 'plain-text' : 'tool-text'} dir="auto">
            {readable ? shown : <VisibleText text={shown} />}
          </pre>
        )
      }
    />
  );
}

/** What a tool was called with, as names and values; as it came where that is no object. */
export function CallArguments({ text, source, size }: Omit<TextContentProps, 'readable' | 'said'>) {
  const texts = useTexts(TEXTS);
  const values = source === null ? argumentsOf(text) : null;
  if (values === null)
    return <TextContent text={text} source={source} size={size} readable={false} said={false} />;
  if (values.length === 0) return <p className="quiet">{texts.noArguments}</p>;
  return (
    <dl className="arguments">
      {values.map(({ name, value, isText }) => (
        <div key={name}>
          <dt>
            <VisibleText text={name} />
          </dt>
          <dd className={isText ? '' : 'value'}>
            <LongText
              text={value}
              source={null}
              size=""
              lines={LINES.argument}
              show={(shown) => (
                <pre dir="auto">
                  <VisibleText text={shown} />
                </pre>
              )}
            />
          </dd>
        </div>
      ))}
    </dl>
  );
}
