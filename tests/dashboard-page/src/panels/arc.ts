/** Returns the path of a segment of a ring. Angles are in radians, clockwise from the top. */
export function arc(outer: number, inner: number, start: number, end: number): string {
  const sweep = end - start;
  if (sweep >= 2 * Math.PI - 1e-6) {
    // An arc whose end equals its start draws nothing.
    const middle = start + Math.PI;
    return arc(outer, inner, start, middle) + arc(outer, inner, middle, start + 2 * Math.PI - 1e-5);
  }

  const large = sweep > Math.PI ? 1 : 0;
  const [x0, y0] = point(outer, start);
  const [x1, y1] = point(outer, end);
  const [x2, y2] = point(inner, end);
  const [x3, y3] = point(inner, start);
  return `M${x0},${y0}A${outer},${outer} 0 ${large} 1 ${x1},${y1}L${x2},${y2}A${inner},${inner} 0 ${large} 0 ${x3},${y3}Z`;
}

export function point(radius: number, angle: number): [number, number] {
  return [radius * Math.sin(angle), -radius * Math.cos(angle)];
}
