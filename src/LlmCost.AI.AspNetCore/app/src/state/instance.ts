import { createStore } from './store';

export interface InstanceState {
  current: string | null;
  /** The message about a change of the instance. */
  notice: 'none' | 'changed' | 'several';
  /** A number that grows with each change that requires the page to reload all data. */
  epoch: number;
}

export const instance = createStore<InstanceState>({ current: null, notice: 'none', epoch: 0 });

const seen = new Set<string>();
let changes: number[] = [];

/** Called for each response. A restart causes one new id; a returning id, or many ids, mean that there are several instances. */
export function sawInstance(id: string): void {
  const state = instance.get();
  if (id === state.current) {
    return;
  }

  const now = Date.now();
  changes = [...changes.filter((time) => now - time < 60_000), now];
  const several = state.notice === 'several' || seen.has(id) || changes.length > 3;
  seen.add(id);
  if (state.current === null) {
    instance.set({ ...state, current: id });
  } else if (several) {
    // Reloading all data at each change would never end.
    instance.set({ ...state, current: id, notice: 'several' });
  } else {
    instance.set({ current: id, notice: 'changed', epoch: state.epoch + 1 });
  }
}

export function dismissNotice(): void {
  instance.set({ ...instance.get(), notice: 'none' });
}
