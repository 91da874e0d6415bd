export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** How far from square the worst of these is, laid side by side along `side` (px); 1 is a square. */
function worst(areas: readonly number[], side: number): number {
  const sum = areas.reduce((total, area) => total + area, 0);
  const depth = sum / side;
  return areas.reduce((most, area) => {
    const length = area / depth;
    return Math.max(most, length / depth, depth / length);
  }, 0);
}

/**
 * Boxes for these sizes, in their order, that fill `box`: strip after strip along its shorter side, a strip taking
 * one more for as long as that makes its cells squarer (a squarified treemap that keeps the order: Bruls, Huizing,
 * van Wijk 2000). Sizes that are not above 0 get boxes of no area.
 */
export function treemap(sizes: readonly number[], box: Box): Box[] {
  const whole = sizes.reduce((sum, size) => sum + Math.max(0, size), 0);
  const empty = { x: box.x, y: box.y, width: 0, height: 0 };
  const boxes: Box[] = sizes.map(() => empty);
  if (whole <= 0 || box.width <= 0 || box.height <= 0) return boxes;
  const scale = (box.width * box.height) / whole;
  const items = sizes.flatMap((size, at) => (size > 0 ? [{ at, area: size * scale }] : []));
  let free = { ...box };
  let from = 0;
  while (from < items.length) {
    const across = free.width >= free.height;
    const side = Math.max(1e-6, across ? free.height : free.width);
    let to = from + 1;
    const areas = [items[from]?.area ?? 0];
    let best = worst(areas, side);
    for (; to < items.length; to++) {
      const next = worst([...areas, items[to]?.area ?? 0], side);
      if (next > best) break;
      best = next;
      areas.push(items[to]?.area ?? 0);
    }
    const depth = areas.reduce((sum, area) => sum + area, 0) / side;
    let along = 0;
    for (const { at, area } of items.slice(from, to)) {
      const length = area / depth;
      boxes[at] = across
        ? { x: free.x, y: free.y + along, width: depth, height: length }
        : { x: free.x + along, y: free.y, width: length, height: depth };
      along += length;
    }
    free = across
      ? { ...free, x: free.x + depth, width: Math.max(0, free.width - depth) }
      : { ...free, y: free.y + depth, height: Math.max(0, free.height - depth) };
    from = to;
  }
  return boxes;
}
