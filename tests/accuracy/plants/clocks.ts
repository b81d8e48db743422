import type { Draw } from './draw';

/** What happens to a change of state between the machine and the database: clocks that are off, polling, silence. */

/** Seconds since the plant's start, and the state entered then. */
export type Visit = readonly [startS: number, state: string];

export interface Clock {
  /** Stamps are late by this, s; negative = early. */
  readonly offsetS?: number;
  /** Grows by this a day, s. */
  readonly driftSPerDay?: number;
  /** Each stamp is late by up to this at random, s. */
  readonly jitterS?: number;
  /** The state is only looked at every so many seconds: shorter ones vanish, others are late. */
  readonly pollS?: number;
  /** Spans without a change getting through. `as` undefined: the old state is kept (stale); else that state is reported. */
  readonly outages?: ReadonlyArray<{ readonly fromS: number; readonly toS: number; readonly as?: string }>;
}

export const GOOD_CLOCK: Clock = {};

/** What the database holds of one machine, in whole seconds, ascending, repeats dropped. The first entry stays at the start. */
export function reported(visits: readonly Visit[], clock: Clock, totalS: number, draw: Draw): Visit[] {
  const late = (atS: number): number =>
    atS + (clock.offsetS ?? 0) + ((clock.driftSPerDay ?? 0) * atS) / 86_400 + (clock.jitterS ? draw.between(0, clock.jitterS) : 0);
  const phaseS = clock.pollS ? draw.between(0, clock.pollS) : 0;
  const polled = (atS: number): number => (clock.pollS ? Math.ceil((atS - phaseS) / clock.pollS) * clock.pollS + phaseS : atS);
  const stamped = visits.map(([atS, state], i): Visit => [i === 0 ? 0 : Math.max(0, Math.round(polled(late(atS)))), state]);
  const silent = (clock.outages ?? []).reduce(withOutage, stamped);
  return tidy(silent).filter(([atS]) => atS < totalS);
}

function withOutage(visits: readonly Visit[], { fromS, toS, as }: NonNullable<Clock['outages']>[number]): Visit[] {
  const before = visits.filter(([atS]) => atS < fromS);
  const during = visits.filter(([atS]) => atS >= fromS && atS < toS);
  const back = during[during.length - 1] ?? before[before.length - 1];
  return [
    ...before,
    ...(as === undefined ? [] : [[Math.round(fromS), as] as const]),
    ...(back ? [[Math.round(toS), back[1]] as const] : []),
    ...visits.filter(([atS]) => atS >= toS),
  ];
}

/** Ascending; of equal stamps the last wins; repeats of a state are dropped. */
export function tidy(visits: readonly Visit[]): Visit[] {
  const sorted = [...visits].sort((a, b) => a[0] - b[0]);
  const out: Visit[] = [];
  sorted.forEach((visit, i) => {
    const last = i + 1 === sorted.length || sorted[i + 1][0] !== visit[0];
    if (last && out[out.length - 1]?.[1] !== visit[1]) {
      out.push(visit);
    }
  });
  return out;
}
