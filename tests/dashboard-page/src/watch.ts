const messages: string[] = [];

/** Takes down what goes wrong from here on; the caller asks after each panel, and so knows whose it is. */
export function watchErrors(): void {
  const log = console.error;
  console.error = (...values: unknown[]) => {
    messages.push(values.map(String).join(' '));
    log(...values);
  };
  addEventListener('error', ({ message }) => messages.push(message));
  addEventListener('unhandledrejection', ({ reason }) => messages.push(String(reason)));
}

export function takeErrors(): string[] {
  return messages.splice(0);
}

const canvasTexts = new WeakMap<HTMLCanvasElement, Set<string>>();

/** The axes of a graph are drawn on a canvas, where their text could not be read again. */
export function watchCanvasText(): void {
  const fillText = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...position) {
    canvasTexts.set(this.canvas, (canvasTexts.get(this.canvas) ?? new Set()).add(text));
    fillText.call(this, text, ...position);
  };
}

export function visibleText(element: HTMLElement): string {
  const onCanvas = [...element.querySelectorAll('canvas')].flatMap((canvas) => [...(canvasTexts.get(canvas) ?? [])]);
  return [element.innerText, ...onCanvas].join('\n').trim();
}
