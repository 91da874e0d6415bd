import { Fragment, memo } from 'react';
import type { Inline } from './inline.ts';
import { type Markdown, parseMarkdown } from './markdown.ts';

function Line({ parts }: { parts: readonly Inline[] }) {
  return parts.map((part, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, never moved
    return <Fragment key={index}>{inlineOf(part)}</Fragment>;
  });
}

function inlineOf(part: Inline) {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'code':
      return <code>{part.text}</code>;
    case 'strong':
      return (
        <strong>
          <Line parts={part.children} />
        </strong>
      );
    case 'emphasis':
      return (
        <em>
          <Line parts={part.children} />
        </em>
      );
    case 'link':
      return (
        <>
          {part.text} <code>{part.address}</code>
        </>
      );
  }
}

function Tree({ blocks }: { blocks: readonly Markdown[] }) {
  return blocks.map((block, index) => {
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, never moved
    return <Fragment key={index}>{blockOf(block)}</Fragment>;
  });
}

function blockOf(block: Markdown) {
  switch (block.type) {
    case 'heading':
      // Not a heading of the page: what a model writes must not lead through it.
      return (
        <p className={`md-heading md-h${Math.min(3, block.level)}`}>
          <Line parts={block.inline} />
        </p>
      );
    case 'paragraph':
      return (
        <p>
          <Line parts={block.inline} />
        </p>
      );
    case 'code':
      return <pre className="md-code">{block.text}</pre>;
    case 'rule':
      return <hr />;
    case 'quote':
      return (
        <blockquote>
          <Tree blocks={block.blocks} />
        </blockquote>
      );
    case 'list': {
      const items = block.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, never moved
        <li key={index}>
          <Tree blocks={item} />
        </li>
      ));
      return block.start === null ? <ul>{items}</ul> : <ol start={block.start}>{items}</ol>;
    }
  }
}

/** A Markdown text, without HTML: all of it is React's elements and text, and no link leads anywhere. */
export const MarkdownText = memo(function MarkdownText({ text }: { text: string }) {
  return (
    <div className="markdown" dir="auto">
      <Tree blocks={parseMarkdown(text)} />
    </div>
  );
});
