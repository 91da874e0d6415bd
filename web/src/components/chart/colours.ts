/** A design token as a canvas takes it: `var(--accent)` in the theme of now, as `rgb(…)`. */
export function colourOf(token: string, within: Element = document.documentElement): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  // A canvas has no text whose colour the system would choose: its lines tell by colour what they are.
  probe.style.setProperty('forced-color-adjust', 'none');
  within.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
