import { useEffect, useState } from 'preact/hooks';

/** Browsers allow access to the clipboard only for secure pages; other pages show a selected text field. */
async function copy(text: string): Promise<void> {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }

  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'sr';
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  if (!done) {
    throw new Error('The browser does not allow copying.');
  }
}

export function CopyButton({ label, text }: { label: string; text: string }) {
  const [state, setState] = useState<'idle' | 'done' | 'failed'>('idle');
  useEffect(() => {
    if (state !== 'idle') {
      const timer = setTimeout(() => setState('idle'), 2_000);
      return () => clearTimeout(timer);
    }
  }, [state]);

  return (
    <>
      <button
        type="button"
        class="button"
        onClick={() =>
          copy(text).then(
            () => setState('done'),
            () => setState('failed'),
          )
        }
      >
        {state === 'done' ? 'Copied' : state === 'failed' ? 'Copying failed' : label}
      </button>
      <span class="sr" aria-live="polite">
        {state === 'done' ? 'Copied' : state === 'failed' ? 'Copying failed' : ''}
      </span>
    </>
  );
}
