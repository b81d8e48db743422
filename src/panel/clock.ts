// Times as the dashboard shows them: one zone, 24 hours.
import { isZone } from '../base';

export interface Clock {
  readonly zone: string;
  /** "06:07" */
  time(ms: number): string;
  /** "Thu 6 Mar 2025" */
  day(ms: number): string;
  /** "Thu 6 Mar 2025, 05:30 to 08:30 UTC"; both days when they differ. */
  range(startMs: number, endMs: number): string;
}

/** @param timeZone as Grafana gives it: "browser", "utc" or an IANA name; what the browser does not know is read as UTC */
export function clockOf(timeZone: string): Clock {
  const named = timeZone === 'browser' || timeZone === '' ? Intl.DateTimeFormat().resolvedOptions().timeZone : timeZone === 'utc' ? 'UTC' : timeZone;
  const zone = named !== undefined && isZone(named) ? named : 'UTC';
  const times = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const days = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
  const time = (ms: number) => times.format(ms);
  // Engines differ in the comma after the weekday.
  const day = (ms: number) => days.format(ms).replace(',', '');
  return {
    zone, time, day,
    range: (startMs, endMs) => {
      const from = day(startMs);
      const to = day(endMs);
      return `${from}, ${time(startMs)} to ${to === from ? '' : `${to}, `}${time(endMs)} ${zone}`;
    },
  };
}
