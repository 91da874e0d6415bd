import type { Fields } from '../neutral/parts.ts';
import type { MessageTarget } from './write-assistant.ts';

function textIn({ content }: Fields): string | null {
  return typeof content === 'string' ? content : null;
}

/**
 * For models that take one system message, in front: the first ones become one, and those between others are told as the
 * user's, in marks that say what they are. A text that moved to the front would break the cached prefix.
 */
export function placeSystem(messages: Fields[], { quirks, notes, model }: MessageTarget): Fields[] {
  if (quirks.systemFirst?.test(model) !== true) return messages;
  const out: Fields[] = [];
  for (const message of messages) {
    const [first] = out;
    const text = textIn(message);
    const isSystem = message.role === 'system' || message.role === 'developer';
    const before = first === undefined ? null : textIn(first);
    if (!isSystem || first === undefined || text === null) out.push(message);
    else if (out.length === 1 && first.role === message.role && before !== null)
      out[0] = { ...first, content: `${before}\n\n${text}` };
    else {
      notes.changed(
        'a system message between others',
        `sent as the user's: ${model} takes one in front alone`,
      );
      out.push({ role: 'user', content: `<system>\n${text}\n</system>` });
    }
  }
  return out;
}
