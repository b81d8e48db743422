import { test } from 'vitest';

/** The fault matrix: what may go wrong between a plant's database and a person, and what has to come of it. Each row has a test of its name. */
export const ROWS = {
  'connection reset mid-body': 'error, retry not used (bytes came), no numbers shown as final',
  'clean end in mid-row': '"truncated"; never the cut value',
  'slow headers, drip, hang': 'deadline, abort reaches the server, message names the range',
  '400 "Authentication to data source failed", 401': 'configuration message, no retry',
  '403': '"credential may not read X", no retry; other series go on',
  '404 (wrong path, no Flux on 1.6)': '"this server does not answer Flux; InfluxQL would work"',
  '413; 500 with Flux text': 'message, no retry',
  '429 with seconds, date, absurd or no Retry-After': 'wait, shown as "waiting"',
  '502, 503, 504': 'back-off, then breaker; one notice, not one per panel',
  '200 HTML login page, redirect, captive portal': '"answer is not from InfluxDB"',
  '200 Flux error table first / after 9 MB of rows': 'error; no row of that answer is used',
  '200 InfluxQL error, not executed, partial': 'typed completeness; not ranked',
  'empty CSV body \\r\\n / 0 bytes': '"no data" / error',
  'unbalanced quote, column missing/extra, unknown datatype, no annotations, BOM, LF, NUL, 10 MB cell': 'error or notice; linear time',
  '1M rows, 10,000 series, 100 MB': 'cut at the cap, truncated, tab stays responsive',
  'empty range, all nulls, wrong measurement': 'three different texts',
  'NaN, ±Inf, 1e308, 2^53+1, negative kW, reset, rollover': 'defined result, counted notice',
  'duplicate, unordered, future, pre-1970, equal-time points': 'deterministic order, counted',
  'clock offset ± 5 min, ± 1 h, machine against meter': 'indicator; confidence of attribution falls',
  'silence longer than the stale limit': 'state unknown, age shown',
  'unknown code, two states at once, no state': 'unknown; reported as data fault; ledger still closes',
  'state text with HTML, right-to-left marks, emoji': 'shown as text, isolated direction',
  'field type conflict (int/float/string)': 'clear error naming the field',
  'DST day, month windows, zone change': '23 h and 25 h days right; sums equal',
  'refresh storm, hidden tab, unmount, 20 panels': '≤ 2 in flight; 0 after unmount',
  'server restart, token rotated, database dropped': 'recovers or says which; breaker closes by itself',
  'writing credential, admin credential': 'health check says so; investigation still sends reads only',
  'statement log of the whole suite': 'only SELECT, SHOW, EXPLAIN (and Flux reads) reached the server',
} as const;

export type Row = keyof typeof ROWS;

/** A test of one row. */
export function row(name: Row, title: string, run: () => Promise<void> | void, timeoutMs = 20_000): void {
  test(`${name}: ${title}`, run, timeoutMs);
}
