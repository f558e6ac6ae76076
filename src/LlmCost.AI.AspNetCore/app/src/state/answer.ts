import { useEffect, useState } from 'preact/hooks';

import { instance } from './instance';
import { RequestError, request } from './request';
import { useStore } from './store';

export interface Answer<T> {
  value: T | null;
  error: string;
  status: number;
  isLoading: boolean;
}

/** The response to a request. The request is repeated at an interval in milliseconds (0: never), and when "again" changes. */
export function useAnswer<T extends { instance: string }>(address: string, every = 0, again = 0): Answer<T> {
  const [answer, setAnswer] = useState<Answer<T>>({ value: null, error: '', status: 0, isLoading: true });
  const { epoch } = useStore(instance);

  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    setAnswer((former) => ({ ...former, isLoading: true }));

    const ask = async () => {
      clearTimeout(timer);
      if (document.hidden) {
        return;
      }

      try {
        const value = await request<T>(address, abort.signal);
        setAnswer({ value, error: '', status: 200, isLoading: false });
      } catch (error) {
        if (abort.signal.aborted) {
          return;
        }

        const status = error instanceof RequestError ? error.status : 0;
        setAnswer((former) => ({ value: former.value, error: (error as Error).message, status, isLoading: false }));
      }

      if (every) {
        timer = setTimeout(ask, every);
      }
    };

    void ask();
    const onVisible = () => void (document.hidden || ask());
    if (every) {
      document.addEventListener('visibilitychange', onVisible);
    }

    return () => {
      abort.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [address, every, again, epoch]);

  return answer;
}
