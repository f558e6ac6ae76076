/** The number of colours in style.css; the last colour is for "other". */
const colors = 8;

const given = new Map<string, number>();

/**
 * Returns the class of the colour of each name. A name keeps its colour everywhere. New names get a colour that no other name of
 * the list has, as long as there are enough colours.
 */
export function colorsOf(kind: string, names: readonly (string | null)[]): Map<string | null, string> {
  const keyOf = (name: string | null) => `${kind} ${name ?? ''}`;
  const used = new Map<number, number>();
  for (const name of names) {
    const color = given.get(keyOf(name));
    if (color !== undefined) {
      used.set(color, (used.get(color) ?? 0) + 1);
    }
  }

  const result = new Map<string | null, string>();
  for (const name of names) {
    let color = given.get(keyOf(name));
    if (color === undefined) {
      color = 0;
      for (let candidate = 1; candidate < colors; candidate++) {
        if ((used.get(candidate) ?? 0) < (used.get(color) ?? 0)) {
          color = candidate;
        }
      }

      given.set(keyOf(name), color);
      used.set(color, (used.get(color) ?? 0) + 1);
    }

    result.set(name, `c${color}`);
  }

  return result;
}

export const otherColor = `c${colors}`;

/** Reads a colour of the style for the canvas, which does not support custom properties. */
export function resolveColor(element: Element, name: string): string {
  const probe = document.createElement('span');
  probe.className = name;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
