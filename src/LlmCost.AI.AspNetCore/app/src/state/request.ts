import type { Problem, Snapshot } from '../api';
import { sawInstance } from './instance';

export class RequestError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

const titles: Record<number, string> = {
  401: 'You are not signed in. Reload the page to sign in.',
  403: 'You may not see these numbers.',
  404: 'The server has no such data.',
  503: 'The server is busy.',
};

/** Addresses are relative, so that the page works under any prefix. */
export async function request<T extends { instance: string } | Snapshot>(address: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(address, { signal, headers: { Accept: 'application/json' }, cache: 'no-store' }).catch(
    (error: Error) => {
      throw error.name === 'AbortError' ? error : new RequestError(0, 'The server does not answer.');
    },
  );
  const isJson = /json/.test(response.headers.get('Content-Type') ?? '');
  if (!response.ok) {
    const problem = isJson ? ((await response.json()) as Problem) : null;
    throw new RequestError(
      response.status,
      problem?.title ?? titles[response.status] ?? `The server answered ${response.status}.`,
    );
  }

  if (!isJson) {
    // The response is not JSON; it is a sign-in page, for example.
    throw new RequestError(response.status, titles[401]!);
  }

  const answer = (await response.json()) as T;
  sawInstance('app' in answer ? answer.app.instance : answer.instance);
  return answer;
}
