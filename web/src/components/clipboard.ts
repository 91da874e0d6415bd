/**
 * Puts a text on the clipboard. On an address that the browser does not trust (another machine, without TLS) its own
 * way is closed, and the old one is taken. Throws where neither works.
 */
export async function copyText(text: string): Promise<void> {
  if (navigator.clipboard !== undefined) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'visually-hidden';
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (!done) throw new Error('the browser does not let pages copy');
}
