// Every state of the panel that people may meet, each with a title, one sentence, and data that are the same on every run.
import { type ConfigOverrideRule, type DataFrame, LoadingState, MappingType } from '@grafana/data';
import { HOUR_MS, lowerBound, machineLog, MINUTE_MS, type MachineLog, type PowerReadings, type TimeRange } from '../../../base';
import type { Platform } from '../../../panel/platform';
import { framesOf, type FrameChanges } from './frames';
import { platformOf, type Said } from './people';
import { around, forty, MADE_START_MS, rivals, sample, twins, type ShownPlant } from './plants';

export interface Scene {
  readonly id: string;
  readonly title: string;
  /** What it shows, in one sentence. */
  readonly says: string;
  /** Size of the panel, px. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly shown: () => Shown;
  /** What is on the page when it is ready; the whole answer where absent. */
  readonly ready?: string;
  /** What somebody does then. */
  readonly act?: Act;
}

export interface Act {
  /** Presses keys on, or clicks, the first element of this selector. */
  readonly on: string;
  /** Absent: a click. */
  readonly keys?: ReadonlyArray<{ readonly key: string; readonly shiftKey?: boolean; readonly times?: number }>;
  /** What is on the page when that is done. */
  readonly until: string;
}

/** What the panel is given. */
export interface Shown {
  readonly series: DataFrame[];
  readonly view: TimeRange;
  readonly zone: string;
  readonly state?: LoadingState;
  readonly error?: string;
  /** State of the data once the first answer is on the page: a refresh that is under way. */
  readonly then?: LoadingState;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly field?: Readonly<Record<string, unknown>>;
  readonly overrides?: readonly ConfigOverrideRule[];
  /** Values of the dashboard's variables. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly platform?: Platform;
}

const WIDE = { widthPx: 1400, heightPx: 800 } as const;
const STACKED = { widthPx: 820, heightPx: 640 } as const;
const SHALLOW = { widthPx: 1000, heightPx: 300 } as const;
const billed = { contractKw: 330, demandWindowMinutes: 15, pricePerKwYear: 96, currency: 'EUR' };

const hero = () => around('hero', 0.5, 1.5);
const unmetered = () => around('unmetered', 1, 1);
const warmUp = () => around('oven warm-up', 1, 1.5);

function of(plant: ShownPlant, view: TimeRange, more: Omit<Shown, 'series' | 'view' | 'zone'> & { readonly change?: FrameChanges } = {}): Shown {
  const { change, ...rest } = more;
  return { series: framesOf(plant, view, change), view, zone: plant.zone, ...rest };
}

const heroes = (more: Parameters<typeof of>[2] = {}): Shown => of(sample(), hero(), { options: billed, ...more });

/** On day `day` of a plant that was made, from one hour to another. */
const madeView = (day: number, fromHour: number, toHour: number): TimeRange => ({
  startMs: MADE_START_MS + (24 * day + fromHour) * HOUR_MS, endMs: MADE_START_MS + (24 * day + toHour) * HOUR_MS,
});

const friday = (hour: number) => Date.parse('2025-03-14T00:00:00+01:00') + hour * HOUR_MS;
const evening = { startMs: friday(18.5), endMs: friday(21.5) };

const said = (kind: Said['kind'], author: string, afterMinutes: number, { startMs, endMs }: TimeRange, more: Partial<Said> = {}): Said => ({
  kind, machines: ['extruder-1'], state: 'RUNNING', startMs, endMs, author, givenMs: endMs + afterMinutes * MINUTE_MS, said: '', ...more,
});

/** About where the engine finds the hero case: half of it shared is the same spike. */
const heroSpike = (): TimeRange => ({ startMs: hero().startMs + 35 * MINUTE_MS, endMs: hero().startMs + 85 * MINUTE_MS });

/** What a dashboard's author may set in Grafana's own form of overrides. */
const authors: readonly ConfigOverrideRule[] = [
  {
    matcher: { id: 'byType', options: 'string' },
    properties: [
      { id: 'mappings', value: [{ type: MappingType.ValueToText, options: { RUNNING: { color: 'blue' }, DRYING: { color: 'yellow' }, OFF: { color: 'red' } } }, { type: MappingType.RegexToText, options: { pattern: '/^(HEAT|WARM)/', result: { color: '#ff00aa' } } }] },
      { id: 'links', value: [
        { title: 'Log book of ${__field.labels.machine}', url: 'https://logbook.example/${__field.labels.machine}?state=${__value.text}&at=${__value.time}', targetBlank: true },
        { title: 'A hostile <b>link</b>', url: 'javascript:alert(1)' },
      ] },
    ],
  },
  { matcher: { id: 'byName', options: 'demand' }, properties: [{ id: 'links', value: [{ title: 'Bill of the month', url: '/d/bill?at=${__value.time}' }] }] },
];

/** What a controller that speaks in numbers would have said in their place, and the mapping that gives them their names. */
const CODED = ['OFF', 'STOPPED', 'IDLE', 'HEATING', 'RUNNING', 'DRYING', 'STANDBY', 'COOLING', 'LOADED', 'UNLOADED', 'EXECUTE', 'HOLD'];
const codes: readonly ConfigOverrideRule[] = [{
  matcher: { id: 'byType', options: 'string' },
  properties: [{ id: 'mappings', value: [{ type: MappingType.ValueToText, options: Object.fromEntries(CODED.map((state, code) => [code, { text: `${state.charAt(0)}${state.slice(1).toLowerCase()}` }])) }] }],
}];
const coded = (log: MachineLog): MachineLog => ({ ...log, states: log.states.map((state) => (CODED.includes(state) ? String(CODED.indexOf(state)) : state)) });

const EMPTY = '[data-testid=spiketrace-notice]';
const ANSWER = '[data-testid=spiketrace-chart]';

/** Grouped as they are met: answers, how sure, data that are not whole, nothing to show, people, sizes. */
export const SCENES: readonly Scene[] = [
  { id: 'hero', title: 'Several machines start together', says: 'The hero case: after the shift change two extruders and two dryers start, and the demand window breaks the contract.', ...WIDE, shown: () => heroes() },
  { id: 'one-machine', title: 'One machine', says: 'An oven heats up before the shift: one row holds nearly all of it.', ...WIDE, shown: () => of(sample(), warmUp(), { variables: { spike: `${warmUp().startMs + HOUR_MS}-${warmUp().endMs - 1.5 * HOUR_MS}` } }) },
  { id: 'possible', title: 'Possible', says: 'Several machines added about as much, so the first one is named with less certainty.', ...WIDE, shown: () => of(sample(), evening, { variables: { spike: `${friday(20.07)}-${friday(20.2)}` } }) },
  { id: 'unclear', title: 'Unclear', says: 'Three mixers start within minutes of one another and each draws what it likes: a ranking is given, and hardly trusted.', ...WIDE, shown: () => of(rivals(), madeView(3, 4.5, 8)) },
  { id: 'unexplained', title: 'Unexplained', says: 'A load that no state tells of: the machines recede, and what it could be follows.', ...WIDE, shown: () => of(sample(), unmetered(), { options: billed }) },
  { id: 'twins', title: 'Cannot be told apart', says: 'Two presses always switch together: they are one row, and one start apart would tell them apart.', ...WIDE, shown: () => of(twins(), madeView(5, 3.5, 7)) },
  { id: 'evidence', title: 'The evidence', says: 'Why one row says what it says: before and during, past entries, entries alone, clock and data.', ...WIDE, shown: () => heroes(), act: { on: '[data-evidence]', until: '[data-testid=spiketrace-evidence]' } },
  { id: 'expected', title: 'Expected load', says: 'What each machine is expected to draw, stacked in the place of the band.', ...WIDE, shown: () => heroes(), act: { on: '[title^="Stack what"]', until: '[title^="Stack what"][aria-pressed=true]' } },
  { id: 'table', title: 'The picture as a table', says: 'The same in numbers: spikes, demand windows, and what each machine did.', ...WIDE, shown: () => heroes(), act: { on: `${ANSWER} button:not([title])[aria-pressed=false]`, until: `${ANSWER} table` } },
  {
    id: 'marked', title: 'A window marked by hand', says: 'Any window can be attributed, here one with the keyboard after the spike.', ...WIDE, shown: () => heroes(),
    act: { on: '[data-testid=spiketrace-time]', keys: [{ key: 'PageUp', times: 8 }, { key: 'PageUp', shiftKey: true, times: 5 }, { key: 'Enter' }], until: `${EMPTY}[data-severity=info]` },
  },
  { id: 'forty', title: 'Forty machines', says: 'The twelve that added most are open, the others folded with what they add together.', ...WIDE, shown: () => of(forty(), madeView(5, 12.5, 16)) },
  { id: 'forty-open', title: 'Forty machines, opened', says: 'All lanes, lower ones, which scroll below the plot.', ...WIDE, shown: () => of(forty(), madeView(5, 12.5, 16)), act: { on: '[data-testid=spiketrace-folded-lanes]', until: '[data-testid=spiketrace-folded-lanes][aria-expanded=true]' } },
  {
    id: 'cut', title: 'Cut', says: 'The answer ended early: what came is drawn, what did not is hatched, and nothing is ranked.', ...WIDE,
    shown: () => heroes({
      change: {
        view: (readings) => cutAfter(readings, Math.floor(readings.timeMs.length * 0.55)),
        learn: (readings) => cutAfter(readings, lowerBound(readings.timeMs, hero().startMs + 1.65 * HOUR_MS)),
      },
    }),
  },
  {
    id: 'stale', title: 'Stale', says: 'The compressor’s log fell silent while the meter moved on: its last state is drawn as old.', ...WIDE,
    shown: () => of(sample(), around('hero', 0.5, 3.5), { change: { machines: (logs) => logs.map((log) => (log.machineId === 'compressor-1' ? until(log, hero().startMs + 40 * MINUTE_MS) : log)) } }),
  },
  {
    id: 'unknown', title: 'State unknown', says: 'A machine whose connection was lost in the spike: its time is hatched and no kW are laid on it.', ...WIDE,
    shown: () => heroes({ change: { machines: (logs) => logs.map((log) => (log.machineId === 'dryer-2' ? silent(log, { startMs: hero().startMs + 50 * MINUTE_MS, endMs: hero().startMs + 95 * MINUTE_MS }) : log)) } }),
  },
  { id: 'gap', title: 'A gap in the meter', says: 'Forty-five minutes without readings are left open, not drawn as zero.', ...WIDE, shown: () => of(sample(), around('gap', 1.5, 1.5)) },
  { id: 'no-states', title: 'No states', says: 'A meter alone: its spikes are found and nobody is named.', ...WIDE, shown: () => of({ ...sample(), machines: [] }, hero()) },
  { id: 'young', title: 'Too little history', says: 'A plant that is read since yesterday: what is missing, and when it will be enough.', ...STACKED, shown: () => of(twins(), madeView(0, 3.5, 10.5)) },
  { id: 'no-spikes', title: 'No spikes', says: 'A quiet stretch: the picture, and one sentence.', ...STACKED, shown: () => of(sample(), { startMs: hero().startMs - 30 * HOUR_MS, endMs: hero().startMs - 28 * HOUR_MS }) },
  {
    id: 'empty', title: 'Empty', says: 'No reading in the range: where it was looked for, and the way to the last one.', ...SHALLOW, ready: EMPTY,
    shown: () => {
      const view = { startMs: Date.UTC(2025, 5, 1), endMs: Date.UTC(2025, 5, 2) };
      const frames = framesOf({ ...sample(), shifts: [] }, view);
      const [meter] = frames;
      const text = 'No readings of incomer-1 between 2025-06-01 00:00 and 2025-06-02 00:00 UTC. Its last reading is of 2025-03-16 22:59 UTC.';
      const spiketrace = { ...(meter?.meta?.custom?.['spiketrace'] as object), lastReadingMs: Date.UTC(2025, 2, 16, 22, 59), notices: [{ severity: 'warning', code: 'no-readings', text }] };
      return { series: meter ? [{ ...meter, meta: { ...meter.meta, custom: { spiketrace } } }] : [], view, zone: 'Europe/Berlin' };
    },
  },
  { id: 'loading', title: 'Loading', says: 'Nothing is there yet: what is done, in words that do not move.', ...SHALLOW, ready: '[data-testid=spiketrace-work]', shown: () => ({ series: [], view: hero(), zone: 'Europe/Berlin', state: LoadingState.Loading }) },
  { id: 'reading-again', title: 'Loading again', says: 'While new readings are fetched the old picture stays, without colour.', ...STACKED, ready: '[aria-busy=true]', shown: () => heroes({ then: LoadingState.Loading }) },
  { id: 'error', title: 'Error', says: 'The data source’s own words, and a way to try again.', ...SHALLOW, ready: EMPTY, shown: () => ({ series: [], view: hero(), zone: 'Europe/Berlin', state: LoadingState.Error, error: 'unauthorized access (401): the credential of the data source was refused' }) },
  { id: 'error-with-data', title: 'Error beside data', says: 'One of the queries failed: what came is shown, and the failure is said above it.', ...STACKED, shown: () => heroes({ state: LoadingState.Error, error: 'timeout (504) while reading “shift_event”' }) },
  { id: 'link-changed', title: 'A link to data that changed', says: 'What the sender saw, and what it is now.', ...STACKED, shown: () => heroes({ variables: { spike: `${heroSpike().startMs}-${heroSpike().endMs}`, seen: '1.219.0badcafe' } }) },
  { id: 'link-lost', title: 'A link to no spike', says: 'A link that names none in view: that is said, and the largest is shown.', ...STACKED, shown: () => heroes({ variables: { spike: '1700000000000-1700000600000' } }) },
  {
    id: 'confirmed', title: 'Confirmed', says: 'Two people said something; the later verdict stands, the other is kept.', ...WIDE,
    shown: () => heroes({ platform: platformOf([said('rejected', 'm.schulz', 12, heroSpike(), { said: 'Rejected: the finding about +215 kW.' }), said('confirmed', 'a.okafor', 38, heroSpike(), { reason: 'start-of-shift', said: 'Confirmed: extruder-1 RUNNING drew most of +215 kW.' })]) }),
  },
  {
    id: 'corrected', title: 'Corrected', says: 'Somebody who knows the process named the load that no state tells of.', ...STACKED,
    shown: () => of(sample(), unmetered(), { platform: platformOf([said('corrected', 'm.schulz', 300, { startMs: unmetered().startMs + 75 * MINUTE_MS, endMs: unmetered().startMs + 105 * MINUTE_MS }, { machines: [], state: undefined, reason: 'load-without-state', said: 'Corrected: a load without a state drew most of it (contractor’s heater).' })]) }),
  },
  {
    id: 'raised', title: 'Raised by confirmations', says: 'Earlier confirmations of the same cause raise the word by one step, visibly, and can be undone.', ...STACKED,
    shown: () => of(sample(), evening, {
      variables: { spike: `${friday(20.07)}-${friday(20.2)}` },
      platform: platformOf([3, 4, 5].map((day) => said('confirmed', 'a.okafor', 30, { startMs: friday(12 - 24 * day), endMs: friday(12.3 - 24 * day) }, { machines: ['chiller-1'], state: 'COOLING' }))),
    }),
  },
  { id: 'no-rights', title: 'No right to save', says: 'Said before anybody clicks, with the text to be copied instead.', ...STACKED, shown: () => heroes({ platform: platformOf([], 'your role may look, not annotate. An administrator can give you Edit on the folder “Energy spikes”.') }) },
  { id: 'megawatts', title: 'Another unit', says: 'Field config gives the unit and its decimals: megawatts with three.', ...STACKED, shown: () => heroes({ field: { unit: 'megwatt', decimals: 3 } }) },
  { id: 'small', title: 'A small meter', says: 'A room of 1 kW: numbers get the decimals that tell them apart.', ...STACKED, shown: () => of(twins(0.004), madeView(5, 3.5, 7)) },
  { id: 'author', title: 'Colours and links of the author', says: 'Value mappings give states their colours, toned so that names stay readable; data links stand beside the meter’s name.', ...WIDE, shown: () => heroes({ overrides: authors }) },
  { id: 'codes', title: 'Numbers with names', says: 'A controller speaks in numbers, and value mappings say what they mean: lanes, sentence and rows are in those words.', ...WIDE, shown: () => heroes({ overrides: codes, change: { machines: (logs) => logs.map(coded) } }) },
  { id: 'author-evidence', title: 'Links of a machine', says: 'One step away: the data links of the machine’s own field, with its state and time in their addresses.', ...WIDE, shown: () => heroes({ overrides: authors }), act: { on: 'tr:nth-child(3) [data-evidence]', until: '[data-testid=spiketrace-evidence]' } },
  {
    id: 'hostile', title: 'Names from data', says: 'Markup, marks that turn the direction, and very long names are shown as text, and cut in the middle.', ...STACKED,
    shown: () => heroes({ change: { machines: (logs) => logs.map((log, i) => ({ ...log, machineId: [`<img src=x onerror=alert(1)> ${i}`, `\u202eremlif-${i}`, `Linie 4 / Halle Süd / Extruder mit sehr langem Namen Nr. ${i}`][i % 3] ?? log.machineId })) } }),
  },
  { id: 'phone', title: 'Phone', says: 'Sentence, word, picture without lanes, four rows, and the verdict at the foot.', widthPx: 374, heightPx: 780, shown: () => heroes() },
  { id: 'phone-lanes', title: 'Phone with lanes', says: 'The lanes open when they are asked for.', widthPx: 374, heightPx: 780, shown: () => heroes(), act: { on: '[aria-expanded=false]:not([data-testid])', until: '[data-testid=spiketrace-lane]' } },
  { id: 'small-phone', title: 'Small phone, unexplained', says: 'As narrow as 320 px, with the load that no state tells of.', widthPx: 304, heightPx: 700, shown: () => of(sample(), unmetered(), { options: billed }) },
  { id: 'tiny', title: 'A tiny panel', says: 'Under 400 px of height: sentence, word and picture, the rest behind “Open”.', widthPx: 640, heightPx: 300, shown: () => heroes() },
];

/** Only the first `got` readings, and that more were there. */
function cutAfter(readings: PowerReadings, got: number): PowerReadings {
  const { timeMs, demandKw, maxKw } = readings;
  return { ...readings, timeMs: timeMs.slice(0, got), demandKw: demandKw.slice(0, got), maxKw: maxKw?.slice(0, got), completeness: { kind: 'truncated', by: 'row-limit', got, cap: got } };
}

/** The log as if nothing had come after an instant. */
function until(log: MachineLog, ms: number): MachineLog {
  return machineLog(log.machineId, entriesOf(log).filter(([at]) => at < ms));
}

/** The log with a stretch in which nobody knows. */
function silent(log: MachineLog, { startMs, endMs }: TimeRange): MachineLog {
  const entries = entriesOf(log);
  const back = entries.filter(([at]) => at < endMs).at(-1)?.[1] ?? 'OFF';
  return machineLog(log.machineId, [...entries.filter(([at]) => at < startMs || at >= endMs), [startMs, 'UNKNOWN'], [endMs, back]]);
}

function entriesOf({ timeMs, stateCode, states }: MachineLog): Array<readonly [number, string]> {
  return Array.from(timeMs, (ms, i) => [ms, states[stateCode[i] ?? 0] ?? ''] as const);
}
