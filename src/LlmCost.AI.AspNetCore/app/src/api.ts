// The responses of the server. The records in the folder Answers have the same members.
// Amounts are exact decimals in USD as text, such as "0.000000195". The page never adds two of them.
// Times are ISO 8601 in UTC; edges are seconds since 1970.

/** The sums of calls. */
export interface Sums {
  calls: number;
  /** Null if no call has a known cost; "0" if there are no calls. */
  usd: string | null;
  /** The average cost of the calls whose cost is known. */
  usdPerCall: string | null;
  /** The average cost of a million tokens. */
  usdPerMillion: string | null;
  /** The savings from the provider's cache, compared with the price of uncached input. Null if they are unknown. */
  cacheSavings: string | null;
  failed: number;
  /** Calls without a known cost. If there are any, the sum is a lower bound. */
  unpriced: number;
  /** Calls whose cost is incomplete. If there are any, the sum is a lower bound. */
  partial: number;
  /** True if calls are missing from the ledger. In this case, the sum is also a lower bound. */
  lacksCalls: boolean;
  /** Calls whose tokens are estimated. */
  estimated: number;
  /** Calls whose usage the provider did not report. */
  missing: number;
  /** Calls whose cost the provider reported. */
  reported: number;
  /** Tokens: all input and all output. cached and cacheWrite are parts of input; reasoning is a part of output. */
  input: number;
  cached: number;
  cacheWrite: number;
  output: number;
  reasoning: number;
}

/** The calls that a ledger lacks. */
export interface Missing {
  /** The calls that could not be kept, and the cost of the calls with a price. */
  calls: number;
  usd: string;
  /** The UTC days for which only sums are kept, although the response requires single calls or a part of the day. */
  days: number;
}

/** The process that sent the response. Each response contains its id in "instance"; a change means another process. */
export interface App {
  name: string;
  version: string | null;
  /** An id of this run of the process. */
  instance: string;
  machine: string;
  /** The time since which the process has kept calls. */
  since: string;
  now: string;
  /** True if a ledger provides ranges that the process has not kept. */
  hasLedger: boolean;
  /** True if the app has budgets. */
  hasBudgets: boolean;
  /** True if a client is metered. If false, the page shows the line of code to add. */
  hasMeter: boolean;
  /** The names of the tags by which calls can be grouped. */
  tags: string[];
  /** The address of a trace, with "{traceId}". */
  traceUrl: string | null;
  grafanaUrl: string | null;
  /** The number of calls that are kept in detail. */
  keptCalls: number;
}

/**
 * GET api/stream: first the event "snapshot", then the event "tick" once per second if there were calls.
 * GET api/snapshot: only the snapshot, as JSON, for a page that polls.
 */
export interface Snapshot {
  app: App;
  tick: Tick;
}

export interface Tick {
  instance: string;
  now: string;
  /** A number that grows with every change. If it has not grown, no sum has changed. */
  revision: number;
  /** The last 60 seconds. */
  minute: Sums;
  /** The cost of each of the last 60 seconds, oldest first. */
  sparkline: string[];
  /** The calls that ended since the last tick, newest first, at most 5. In a snapshot: the last 50. */
  calls: Call[];
  /** The number of calls that ended since the last tick. More than calls.length if there were too many to send. */
  ended: number;
}

export type GroupBy = 'model' | 'feature' | 'provider' | 'operation' | 'class' | `tag:${string}`;

/**
 * GET api/summary?edges=1764000000,1764000060,…&before=1763990000&by=model&model=…&provider=…&feature=…&operation=…&tag:team=…
 * Filters can be repeated: values of the same name are alternatives. An empty value selects calls without a value.
 * edges: 2 to 401 times, ascending; each pair is a bucket, the end exclusive. before: start of the range to compare with, which
 * ends where the first edge is. Without it "before" is null.
 */
export interface Summary {
  instance: string;
  revision: number;
  source: 'memory' | 'ledger';
  /** Sums before this time are unknown. Null if the whole range is known. */
  since: string | null;
  /** The calls that the sums lack. Null if the sums are complete. */
  missing: Missing | null;
  edges: number[];
  by: GroupBy;
  total: Sums;
  before: Sums | null;
  /** True if the preceding range is not completely known. */
  beforeIsPartial: boolean;
  buckets: Sums[];
  /** At most 8 groups, the most expensive first, then "other" with isOther. For classes, only usd and tokens have a meaning. */
  groups: Group[];
  /** All groups, for tables: at most 500, the most expensive first. */
  rows: Row[];
  /** The projected cost of the current UTC month, and the days on which it is based. Null if less than an hour is known. */
  projection: { usd: string; from: string; basis: string } | null;
}

export interface Group {
  name: string | null;
  isOther: boolean;
  /** The cost in each bucket. */
  usd: string[];
  /** The sum of the costs of this group and all following groups in each bucket, for a stacked chart. */
  stacked: string[];
}

export interface Row {
  name: string | null;
  /** The providers of its calls. */
  providers: (string | null)[];
  total: Sums;
  before: Sums | null;
  usdPerMinute: string | null;
  /** The share of the total cost, from 0 to 1, only for drawing. */
  share: number;
  /** The median and the 95th percentile of the cost of a call, for the calls that are kept in detail. */
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
  /** Null if it is unknown; unpricedReason contains the reason. */
  usd: string | null;
  unpricedReason: string | null;
  /** The cost is a lower bound. */
  isPartial: boolean;
  /** The source of the tokens: "reported", "estimated", "partial", "missing" … */
  usageSource: string;
  /** The source of the price: "catalog", "custom", "reported" … */
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
 * outcome=failed. GET api/calls.csv has the same parameters and returns all calls; calls of a ledger are not sorted.
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
  /** The cost that the provider reported, if any. In this case, listUsd is the calculated cost. */
  reportedUsd: string | null;
  /** The cost of failed attempts that the provider may bill. It is not part of the cost. */
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
  /** An explanation of the price, in several lines. */
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
  /** The reason why it is a range, as a sentence. */
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
  /** Warnings as sentences, for example about a meter in the wrong place. */
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
  /** The used share, only for drawing, from 0; more than 1 if the limit is exceeded. */
  share: number;
  windowStart: string | null;
  windowSeconds: number | null;
  resetsAt: string | null;
  /** The projected spend at the end of the window at the current rate; null if it has just begun or has no end. */
  forecast: string | null;
}

/** The response to an invalid request: status 400, 404 or 403. */
export interface Problem {
  title: string;
}
