// What the server answers. The records of the folder Api have the same members.
// Amounts are exact decimals in USD as text, such as "0.000000195". The page never adds two of them.
// Times are ISO 8601 in UTC; edges are seconds since 1970.

/** The sums of calls. */
export interface Sums {
  calls: number;
  /** Null if no call has a known cost; "0" if there are no calls. */
  usd: string | null;
  /** The cost of one call on average, of those with a known cost. */
  usdPerCall: string | null;
  /** The cost of a million tokens on average. */
  usdPerMillion: string | null;
  /** What reading from the provider's cache saved, compared with the price of uncached input. Null if it is unknown. */
  cacheSavings: string | null;
  failed: number;
  /** Calls without a known cost. If there are any, the sum is a lower bound. */
  unpriced: number;
  /** Calls whose cost lacks a part. If there are any, the sum is a lower bound. */
  partial: number;
  /** Calls are missing in a ledger. Then the sum is a lower bound, too. */
  lacksCalls: boolean;
  /** Calls whose tokens are estimated. */
  estimated: number;
  /** Calls whose usage the provider did not report. */
  missing: number;
  /** Calls whose cost the provider reported. */
  reported: number;
  /** Tokens, all input and all output; cached and cacheWrite are parts of input, reasoning of output. */
  input: number;
  cached: number;
  cacheWrite: number;
  output: number;
  reasoning: number;
}

/** The calls that a ledger lacks. */
export interface Missing {
  /** Calls that could not be kept, and the cost of those with a price. */
  calls: number;
  usd: string;
  /** Days of UTC of which only sums are kept, where the answer needs single calls or a part of the day. */
  days: number;
}

/** The head of every answer: which process answered. Sent with each answer in "instance"; a change means another process. */
export interface App {
  name: string;
  version: string | null;
  /** An id of this run of the process. */
  instance: string;
  machine: string;
  /** Since when the process remembers calls. */
  since: string;
  now: string;
  /** True if a ledger answers for ranges that the process does not remember. */
  hasLedger: boolean;
  /** True if the app has budgets. */
  hasBudgets: boolean;
  /** True if a client is metered. False: show the line of code to add. */
  hasMeter: boolean;
  /** The names of the tags that calls can be grouped by. */
  tags: string[];
  /** The address of a trace, with "{traceId}". */
  traceUrl: string | null;
  grafanaUrl: string | null;
  /** The number of calls that are kept in detail. */
  keptCalls: number;
}

/**
 * GET api/stream: event "snapshot" first, then event "tick" once a second if something happened.
 * GET api/snapshot: the snapshot alone, as JSON, for a page that polls.
 */
export interface Snapshot {
  app: App;
  tick: Tick;
}

export interface Tick {
  instance: string;
  now: string;
  /** Grows with every change. If it did not grow, no sum changed. */
  revision: number;
  /** The last 60 seconds. */
  minute: Sums;
  /** The cost of each of the last 60 seconds, oldest first. */
  sparkline: string[];
  /** The calls that ended since the last tick, newest first, at most 8. In a snapshot: the last 50. */
  calls: Call[];
  /** The number of calls that ended since the last tick. More than calls.length if there were too many to send. */
  ended: number;
}

export type GroupBy = 'model' | 'feature' | 'provider' | 'operation' | 'class' | `tag:${string}`;

/**
 * GET api/summary?edges=1764000000,1764000060,…&before=1763990000&by=model&model=…&provider=…&feature=…&operation=…&tag:team=…
 * Filters may be repeated: values of one name are alternatives. An empty value means "without one".
 * edges: 2 to 401 times, ascending; each pair is a bucket, the end exclusive. before: start of the range to compare with, which
 * ends where the first edge is. Without it "before" is null.
 */
export interface Summary {
  instance: string;
  revision: number;
  source: 'memory' | 'ledger';
  /** Sums before this time are unknown. Null: everything asked for is known. */
  since: string | null;
  /** What the sums lack. Null: nothing. */
  missing: Missing | null;
  edges: number[];
  by: GroupBy;
  total: Sums;
  before: Sums | null;
  /** The range before is not known whole. */
  beforeIsPartial: boolean;
  buckets: Sums[];
  /** The dearest first, at most 8, then "other" with isOther. Grouped by class, only usd and tokens have a meaning. */
  groups: Group[];
  /** All groups that there are (for tables), dearest first; at most 500. */
  rows: Row[];
  /** The projected cost of the current calendar month of UTC, and the days it is based on. Null if there is less than an hour. */
  projection: { usd: string; from: string; basis: string } | null;
}

export interface Group {
  name: string | null;
  isOther: boolean;
  /** The cost in each bucket. */
  usd: string[];
  /** The running sum of costs of this and all groups after it in each bucket, for a stacked chart. */
  stacked: string[];
}

export interface Row {
  name: string | null;
  /** The providers of its calls. */
  providers: (string | null)[];
  total: Sums;
  before: Sums | null;
  usdPerMinute: string | null;
  /** The share of the total cost, from 0 to 1. For pixels only. */
  share: number;
  /** The median and the 95th percentile of the cost of a call, of the calls kept in detail. */
  p50: string | null;
  p95: string | null;
  sparkline: string[];
}

export interface Call {
  id: string;
  time: string;
  operation: string;
  provider: string | null;
  model: string | null;
  requestModel: string | null;
  feature: string | null;
  tags: Record<string, string>;
  isStreaming: boolean;
  input: number;
  cached: number;
  cacheWrite: number;
  output: number;
  reasoning: number;
  /** Null if it is unknown; unpricedReason says why. */
  usd: string | null;
  unpricedReason: string | null;
  /** The cost is a lower bound. */
  isPartial: boolean;
  /** "reported", "estimated", "partial", "missing" …: how the tokens are known. */
  usageSource: string;
  /** "catalog", "custom", "reported" …: how the price is known. */
  priceSource: string;
  durationMs: number;
  firstChunkMs: number | null;
  /** "completed", "failed", "canceled" … */
  outcome: string;
  error: string | null;
  traceId: string | null;
}

/**
 * GET api/calls?from=…&to=…&sort=newest|dearest|input|output|slowest|unpriced&skip=0&take=100 and the filters of the summary, and
 * outcome=failed. GET api/calls.csv takes the same and has all calls, those of a ledger unsorted.
 */
export interface Calls {
  instance: string;
  source: 'memory' | 'ledger';
  /** What the list lacks. Null: nothing. */
  missing: Missing | null;
  /** The number of calls that the query selects. */
  total: number;
  /** The number of calls that the list contains. The file contains all. */
  listed: number;
  calls: Call[];
}

/** GET api/calls/{id}; 404 if the call is not kept. */
export interface Receipt {
  instance: string;
  call: Call;
  charges: Charge[];
  unpricedParts: { name: string; reason: string }[];
  anomalies: string[];
  listUsd: string | null;
  /** The provider's own number, if it reported one. Then listUsd is ours. */
  reportedUsd: string | null;
  /** The cost of failed attempts that the provider may bill. Not part of the cost. */
  possiblyBilledUsd: string | null;
  tier: string | null;
  region: string | null;
  speed: string | null;
  account: string | null;
  responseId: string | null;
  requestId: string | null;
  attempts: number;
  isProvisioned: boolean;
  priceList: { name: string | null; version: string | null; fallbackProvider: string | null };
  /** Several lines: which price applies and why. */
  explanation: string | null;
  /** A command line of the llmcost tool that calculates the same cost. */
  command: string | null;
}

export interface Charge {
  unit: string;
  kind: string | null;
  model: string | null;
  quantity: string;
  unitPrice: string;
  per: string;
  /** quantity × unitPrice ÷ per. Null if no price is known. */
  listUsd: string | null;
  usd: string;
}

/** GET api/prices/what-if?call={id}: the same tokens on other models, cheapest first, at most 5. */
export interface WhatIf {
  instance: string;
  models: { provider: string; model: string; usd: string; low: string; high: string; isPartial: boolean }[];
  /** Why it is a range, in words. */
  note: string;
}

/** GET api/prices/explain?provider=…&model=… */
export interface Explanation {
  instance: string;
  text: string;
}

/** GET api/quality */
export interface Quality {
  instance: string;
  since: string;
  total: Sums;
  unpriced: { provider: string | null; model: string | null; reason: string; calls: number; tokens: number; json: string | null }[];
  usage: { source: string; calls: number }[];
  anomalies: { name: string; calls: number; lastModel: string | null }[];
  /** Calls that are added up as "other", because there are too many series. */
  foldedCalls: number;
  maxSeries: number;
  held: { id: string; description: string }[];
  priceLists: { name: string; ageDays: number | null }[];
  failures: { kind: string; count: number }[];
  /** Warnings in sentences, such as a meter in the wrong place. */
  warnings: string[];
}

/** GET api/budgets */
export interface Budgets {
  instance: string;
  budgets: Budget[];
}

export interface Budget {
  name: string;
  unit: string;
  scope: string;
  limit: string;
  spent: string;
  reserved: string;
  remaining: string;
  /** For pixels only, from 0; more than 1 if it is exceeded. */
  share: number;
  windowStart: string | null;
  windowSeconds: number | null;
  resetsAt: string | null;
  /** What is spent at the end of the window if spending goes on as in this window; null if it has just begun or has no end. */
  forecast: string | null;
}

/** The answer to a request with a fault: status 400, 404 or 403. */
export interface Problem {
  title: string;
}
