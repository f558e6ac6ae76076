import type { App, Call, Snapshot, Tick } from '../api';
import { request, RequestError } from './request';
import { instance, sawInstance } from './instance';
import { createStore } from './store';

export interface Live {
  state: 'connecting' | 'live' | 'polling' | 'disconnected';
  /** The reason why the page polls, or why there is no connection. */
  reason: string;
  app: App | null;
  tick: Tick | null;
  /** The most recent calls, newest first. */
  calls: Call[];
  /** The number of calls that ended since the page was opened. */
  ended: number;
  /** Server time minus browser time, in milliseconds. */
  skew: number;
  /** A number that grows with each poll, so that pages repeat their requests. */
  polls: number;
}

const initial: Live = {
  state: 'connecting',
  reason: '',
  app: null,
  tick: null,
  calls: [],
  ended: 0,
  skew: 0,
  polls: 0,
};

export const live = createStore<Live>(initial);

export const appOf = (value: Live) => value.app;

const firstAnswerWithin = 1_000;
const firstEventWithin = 5_000;
const pollEvery = 5_000;
const streamAgainAfter = 30_000;
const maxCalls = 50;

const buffered = 'No event came through the stream within 5 s. A proxy may buffer it.';
const refused = 'The server has no free stream.';

let source: EventSource | null = null;
/** True if the stream has delivered its snapshot. */
let hasEvent = false;
let firstEvent: ReturnType<typeof setTimeout> | undefined;
let poll: ReturnType<typeof setTimeout> | undefined;
let streamAgainAt = Infinity;
let generation = 0;
/** The instance from which the stream or the polls come. */
let followed = '';

const change = (changes: Partial<Live>) => live.set({ ...live.get(), ...changes });

/** Server time in seconds. What depends on it is drawn after the first answer, because the clock of the browser may be wrong. */
export const serverNow = () => (Date.now() + live.get().skew) / 1000;

function takeSnapshot(snapshot: Snapshot, changes: Partial<Live>): void {
  followed = snapshot.app.instance;
  takeTick(snapshot.tick, { ...changes, app: snapshot.app });
}

function takeTick(tick: Tick, changes: Partial<Live>): void {
  sawInstance(tick.instance);
  const { tick: former, calls, ended } = live.get();
  const isSame = former?.instance === tick.instance;
  const fresh = new Set(tick.calls.map((call) => call.id));
  change({
    ...changes,
    tick,
    // The first tick repeats calls that the snapshot before it had.
    calls: [...tick.calls, ...(isSame ? calls : []).filter((call) => !fresh.has(call.id))].slice(0, maxCalls),
    ended: isSame ? ended + tick.revision - former.revision : ended,
    skew: Date.parse(tick.now) - Date.now(),
  });
}

function closeStream(): void {
  clearTimeout(firstEvent);
  source?.close();
  source = null;
  hasEvent = false;
}

function openStream(): void {
  closeStream();
  const stream = (source = new EventSource('api/stream'));
  firstEvent = setTimeout(() => startPolling(buffered), firstEventWithin);

  stream.addEventListener('snapshot', (event) => {
    clearTimeout(firstEvent);
    stopPolling();
    hasEvent = true;
    takeSnapshot(JSON.parse(event.data) as Snapshot, { state: 'live', reason: '' });
  });
  stream.addEventListener('tick', (event) => takeTick(JSON.parse(event.data) as Tick, { state: 'live', reason: '' }));
  stream.onerror = () => {
    if (stream.readyState === EventSource.CLOSED) {
      // The status is unknown here. If the server responds to requests, only the stream is unavailable.
      startPolling(refused);
    } else if (live.get().state === 'live') {
      clearTimeout(firstEvent);
      hasEvent = false;
      change({ state: 'disconnected', reason: '' });
      // The browser reconnects automatically, but a proxy can hold back the data of the new connection.
      firstEvent = setTimeout(() => startPolling(buffered), firstEventWithin);
    }
  };
}

function startPolling(reason: string): void {
  closeStream();
  stopPolling();
  streamAgainAt = Date.now() + streamAgainAfter;
  generation++;
  void pollOnce(reason, generation);
}

function stopPolling(): void {
  clearTimeout(poll);
}

async function pollOnce(reason: string, mine: number): Promise<void> {
  try {
    const snapshot = await request<Snapshot>('api/snapshot');
    if (mine !== generation || hasEvent) {
      return;
    }

    // An open stream may work, or one to a server that is available again, so the page does not poll yet.
    const { state, polls } = live.get();
    const isBack = state === 'disconnected';
    const isWaiting = isBack || source !== null;
    takeSnapshot(snapshot, { state: isWaiting ? 'connecting' : 'polling', reason: isWaiting ? '' : reason, polls: polls + 1 });
    if (isBack || Date.now() >= streamAgainAt) {
      openStream();
    }
  } catch (error) {
    if (mine !== generation || hasEvent) {
      return;
    }

    change({ state: 'disconnected', reason: error instanceof RequestError ? error.message : '' });
  }

  if (mine === generation) {
    poll = setTimeout(() => void pollOnce(reason, mine), pollEvery);
  }
}

function start(): void {
  generation++;
  openStream();
  if (!live.get().app) {
    // Nothing is drawn before the first answer, and a proxy may buffer the stream.
    const mine = generation;
    poll = setTimeout(() => void pollOnce(buffered, mine), firstAnswerWithin);
  }
}

function stop(): void {
  generation++;
  closeStream();
  stopPolling();
}

/** Follows the server while the tab is visible. Browsers open six connections per host; a hidden tab must not keep one open. */
export function startLive(): void {
  document.addEventListener('visibilitychange', () => (document.hidden ? stop() : start()));
  let epoch = 0;
  instance.subscribe(() => {
    const { current, epoch: next } = instance.get();
    if (next !== epoch) {
      epoch = next;
      change({ calls: [], ended: 0 });
      if (current !== followed) {
        start();
      }
    }
  });

  if (!document.hidden) {
    start();
  }
}
