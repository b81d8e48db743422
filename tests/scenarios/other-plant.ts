import type { PlantMap } from '../../src/influx';
import { seededRandom } from './seeded';

/**
 * A plant that is not the sample: other names (spaces, quotes, umlauts), a zone across a change of the clock, states as polled whole
 * numbers, booleans on change and text, a register, and a second meter. As line protocol with stamps in ms, with its plant map.
 */

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const STEP_MS = 20_000;
const DAYS = 17;

/** 24 October 2025, midnight in New York; its clocks go back on 2 November. */
export const OTHER_START_MS = Date.UTC(2025, 9, 24, 4);
export const OTHER_END_MS = OTHER_START_MS + DAYS * DAY_MS;

export const OTHER_MAP: PlantMap = {
  zone: 'America/New_York',
  meters: [
    { id: 'Halle Süd "A"', line: 'Linie 1', measurement: 'Zähler, Halle', field: 'P ges = kW', tags: { 'Meß stelle': 'Einspeisung \'A\' "1"' }, kind: 'power', parent: null },
    { id: 'Halle Süd kWh', line: 'Linie 1', measurement: 'Zähler, Halle', field: 'E "zahl" kWh', tags: { 'Meß stelle': 'Einspeisung \'A\' "1"' }, kind: 'counter', parent: null },
    { id: 'Pumpenhaus', line: 'Linie 2', measurement: 'Zähler, Halle', field: 'P ges = kW', tags: { 'Meß stelle': 'Pumpen' }, kind: 'power', parent: null },
  ],
  machines: [
    { measurement: 'sps status', field: 'Betriebs art', idTag: 'Anlage Nr', tags: {}, meter: 'Halle Süd "A"', line: 'Linie 1' },
    { measurement: 'presse "run"', field: 'läuft', idTag: 'id', tags: {}, meter: 'Halle Süd "A"', line: 'Linie 1' },
    { measurement: 'roboter', field: 'zustand', id: 'Röbi "3"', tags: { zelle: 'A=B' }, meter: 'Halle Süd "A"', line: 'Linie 1' },
    { measurement: 'pumpe', field: 'an', idTag: 'id', tags: {}, meter: 'Pumpenhaus', line: 'Linie 2' },
  ],
  shifts: { measurement: 'schicht plan', field: 'name der schicht', tags: {} },
};

interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

export interface OtherPlant {
  readonly lines: readonly string[];
  /** When each machine drew what `kw` says, by its name as a reader gives it. */
  readonly on: ReadonlyMap<string, { readonly kw: number; readonly spans: readonly Span[] }>;
  /** 110 kW that no state tells of. */
  readonly hidden: Span;
}

const LOADS: ReadonlyArray<readonly [id: string, kw: number, everyMin: number, lastsMin: number]> = [
  ['Ofen 1', 90, 330, 35], ['Ofen = 2', 70, 470, 30], ['P,1', 25, 150, 60], ['Röbi "3"', 18, 95, 40], ['Tauchpumpe', 60, 300, 25],
];

export function otherPlant(seed = 5): OtherPlant {
  const random = seededRandom(seed);
  const on = new Map(LOADS.map(([id, kw, everyMin, lastsMin]) => [id, { kw, spans: spansOf(everyMin, lastsMin, random.between) }]));
  const hidden = { startMs: OTHER_END_MS - 20 * 60 * MINUTE_MS, endMs: OTHER_END_MS - 20 * 60 * MINUTE_MS + 30 * MINUTE_MS };
  const isOn = (id: string, ms: number) => (on.get(id)?.spans ?? []).some(({ startMs, endMs }) => ms >= startMs && ms < endMs);
  const load = (ids: readonly string[], ms: number) => ids.reduce((kw, id) => kw + (isOn(id, ms) ? (on.get(id)?.kw ?? 0) : 0), 0);
  const lines: string[] = [];
  let energyKwh = 4711;
  for (let ms = OTHER_START_MS; ms < OTHER_END_MS; ms += STEP_MS) {
    const kw = 140 + load(['Ofen 1', 'Ofen = 2', 'P,1', 'Röbi "3"'], ms) + (ms >= hidden.startMs && ms < hidden.endMs ? 110 : 0) + 2 * random.normal();
    energyKwh += (kw * STEP_MS) / 3_600_000;
    const register = ms % MINUTE_MS === 0 ? `,${name('E "zahl" kWh')}=${energyKwh.toFixed(3)}` : '';
    lines.push(`${name('Zähler, Halle')},${name('Meß stelle')}=${name('Einspeisung \'A\' "1"')} ${name('P ges = kW')}=${kw.toFixed(3)}${register} ${ms}`);
    lines.push(`${name('Zähler, Halle')},${name('Meß stelle')}=Pumpen ${name('P ges = kW')}=${(30 + load(['Tauchpumpe'], ms) + random.normal()).toFixed(3)} ${ms}`);
    for (const id of ['Ofen 1', 'Ofen = 2']) {
      lines.push(`${name('sps status')},${name('Anlage Nr')}=${name(id)} ${name('Betriebs art')}=${isOn(id, ms) ? 2 : 0}i ${ms}`);
    }
  }
  const changes = (id: string, series: string, value: (running: boolean) => string) => {
    lines.push(`${series}=${value(false)} ${OTHER_START_MS - DAY_MS}`);
    for (const { startMs, endMs } of on.get(id)?.spans ?? []) {
      lines.push(`${series}=${value(true)} ${startMs}`, `${series}=${value(false)} ${endMs}`);
    }
  };
  changes('P,1', `${name('presse "run"')},id=${name('P,1')} läuft`, String);
  changes('Röbi "3"', `roboter,zelle=${name('A=B')} zustand`, (running) => (running ? '"fährt \\"schnell\\""' : '"steht"'));
  changes('Tauchpumpe', 'pumpe,id=Tauchpumpe an', (running) => (running ? '1i' : '0i'));
  for (let ms = OTHER_START_MS + 6 * 60 * MINUTE_MS, k = 0; ms < OTHER_END_MS; ms += DAY_MS / 3, k++) {
    lines.push(`${name('schicht plan')} ${name('name der schicht')}="${['Früh', 'Spät', 'Nacht'][k % 3]}" ${ms}`);
  }
  return { lines, on, hidden };
}

/** On for about `lastsMin`, about every `everyMin`, with a third of jitter, on whole seconds. */
function spansOf(everyMin: number, lastsMin: number, between: (low: number, high: number) => number): Span[] {
  const spans: Span[] = [];
  const whole = (ms: number) => Math.round(ms / 1000) * 1000;
  for (let ms = OTHER_START_MS + between(0.2, 1) * everyMin * MINUTE_MS; ms < OTHER_END_MS; ms += between(0.67, 1.33) * everyMin * MINUTE_MS) {
    spans.push({ startMs: whole(ms), endMs: whole(ms + between(0.67, 1.33) * lastsMin * MINUTE_MS) });
  }
  return spans;
}

/** Line protocol's own escapes, for measurements, tags and field names alike. */
function name(text: string): string {
  return text.replace(/([ ,=])/g, '\\$1');
}
