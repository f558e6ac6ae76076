import { useEffect, useState } from 'preact/hooks';

/** A value whose changes components observe. */
export interface Store<T> {
  get(): T;
  set(value: T): void;
  subscribe(listener: () => void): () => void;
}

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (next !== value) {
        value = next;
        listeners.forEach((listener) => listener());
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Observes a part of the value, so that other changes do not render the component again. */
export function useStore<T, TPart = T>(
  store: Store<T>,
  select: (value: T) => TPart = (value) => value as unknown as TPart,
): TPart {
  const [part, setPart] = useState(() => select(store.get()));
  useEffect(() => {
    const update = () => setPart(() => select(store.get()));
    update();
    return store.subscribe(update);
  }, [store]);
  return part;
}
