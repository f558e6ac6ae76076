import { useEffect, useState } from 'preact/hooks';

import { createStore, useStore } from '../state/store';

export type Choice = 'auto' | 'light' | 'dark';

const key = 'llmcost-theme';
const system = matchMedia('(prefers-color-scheme: dark)');

function read(): Choice {
  try {
    const text = localStorage.getItem(key);
    return text === 'light' || text === 'dark' ? text : 'auto';
  } catch {
    return 'auto'; // The browser keeps nothing for this page. The choice then lasts until it is reloaded.
  }
}

export const choice = createStore<Choice>(read());

function apply(): void {
  document.documentElement.dataset.theme = choice.get();
}

apply();
choice.subscribe(apply);

export function choose(next: Choice): void {
  choice.set(next);
  try {
    localStorage.setItem(key, next);
  } catch {
    // See above.
  }
}

/** The current theme, for drawing on a canvas. */
export function useTheme(): 'light' | 'dark' {
  const chosen = useStore(choice);
  const [isSystemDark, setIsSystemDark] = useState(system.matches);
  useEffect(() => {
    const update = () => setIsSystemDark(system.matches);
    system.addEventListener('change', update);
    return () => system.removeEventListener('change', update);
  }, []);
  return chosen === 'auto' ? (isSystemDark ? 'dark' : 'light') : chosen;
}
