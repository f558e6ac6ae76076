const messages: string[] = [];

/** Starts to record errors. The caller reads them after each panel, to know which panel caused them. */
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

/** Records the text of axes when it is drawn, because text on a canvas cannot be read later. */
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
