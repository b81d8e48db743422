import type { Failure, Outcome } from './types';

/** How much may be asked of the database: the defaults, and settings that may ask for less of it, never for more. */

/** Each is a whole number; units stand in the names. */
export interface LoadLimits {
  /** Windows × series × functions of one request. */
  readonly pointsPerQuery: number;
  /** The same, summed over all that one question sends. */
  readonly pointsPerRefresh: number;
  readonly seriesPerQuery: number;
  /** Longer ranges are read by windows of an hour or more, and not explained. */
  readonly freeRangeDays: number;
  readonly longestRangeDays: number;
  readonly rowsPerAnswer: number;
  readonly bytesPerAnswer: number;
  /** For headers and body together. */
  readonly deadlineSec: number;
  readonly inFlight: number;
  /** Requests that may wait for their turn; one more is refused. */
  readonly waiting: number;
  /** The same request is not sent again within this time: its last answer serves. */
  readonly refreshSec: number;
  readonly cacheMb: number;
  readonly retries: number;
  /** Requests that fail in a row before the data source pauses. */
  readonly failuresToPause: number;
  readonly pauseSec: number;
}

export const LOAD_DEFAULTS: LoadLimits = {
  pointsPerQuery: 50_000, pointsPerRefresh: 150_000, seriesPerQuery: 100, freeRangeDays: 31, longestRangeDays: 400,
  rowsPerAnswer: 200_000, bytesPerAnswer: 20_000_000, deadlineSec: 20, inFlight: 2, waiting: 50, refreshSec: 5, cacheMb: 50,
  retries: 2, failuresToPause: 3, pauseSec: 30,
};

/** What is gentler when it is larger; of all others the default is the most that may be set. */
const LARGER_IS_GENTLER: ReadonlySet<string> = new Set(['refreshSec', 'pauseSec']);
const MAY_BE_ZERO: ReadonlySet<string> = new Set(['cacheMb', 'retries', 'waiting']);
const LONGEST_SEC = 3600;

/** The least and the most of a setting, both included. */
export function boundsOf(name: keyof LoadLimits): readonly [least: number, most: number] {
  return LARGER_IS_GENTLER.has(name) ? [LOAD_DEFAULTS[name], LONGEST_SEC] : [MAY_BE_ZERO.has(name) ? 0 : 1, LOAD_DEFAULTS[name]];
}

/**
 * The `load` part of a data source's settings. What is left out keeps its default; a value beyond its bound is refused, not bent.
 * @param given an object such as `{"inFlight": 1}`; undefined, null and an empty text mean the defaults
 */
export function parseLoadLimits(given: unknown): Outcome<LoadLimits> {
  if (given === undefined || given === null || given === '') {
    return { kind: 'ok', value: LOAD_DEFAULTS };
  }
  if (typeof given !== 'object' || Array.isArray(given)) {
    return wrong(`The limits of load must be an object like {"inFlight": 1}: got ${JSON.stringify(given)?.slice(0, 60)}.`);
  }
  const limits: Record<keyof LoadLimits, number> = { ...LOAD_DEFAULTS };
  for (const [name, value] of Object.entries(given)) {
    if (!isName(name)) {
      return wrong(`There is no limit of load called “${name}”.`, `Those that there are: ${Object.keys(LOAD_DEFAULTS).join(', ')}.`);
    }
    const [least, most] = boundsOf(name);
    if (value === undefined || value === null || value === '') {
      continue;
    }
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
      return wrong(`The limit ${name} must be a whole number from ${least} to ${most}: got ${JSON.stringify(value)}.`);
    }
    limits[name] = value;
  }
  return { kind: 'ok', value: limits };
}

function isName(name: string): name is keyof LoadLimits {
  return Object.hasOwn(LOAD_DEFAULTS, name);
}

function wrong(text: string, advice = 'Correct it in the data source’s settings (jsonData.load), or leave it out.'): { kind: 'failed'; failure: Failure } {
  return { kind: 'failed', failure: { kind: 'bad-map', text, advice } };
}
