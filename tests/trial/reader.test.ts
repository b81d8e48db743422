/** Files and a database of the same plant are read alike, and files send nothing. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createReader, type PlantMap, type PlantQuestion, type PlantReading, type Reader } from '../../src/influx';
import { mapOfFiles, openTrial, trialReader, type TrialFile } from '../../src/trial';
import { createEmbeddedInflux } from '../support/embedded-influx';
import { csvFiles, databaseColumns, lineFiles, TRIAL_MAP, TRIAL_NOW, TRIAL_QUESTION } from '../support/trial-plant';

const signal = () => new AbortController().signal;
const now = () => TRIAL_NOW;

function trialOf(files: readonly TrialFile[], map: PlantMap = TRIAL_MAP): Reader {
  const trial = openTrial(files);
  if (trial.kind === 'failed') {
    throw new Error(trial.failure.text);
  }
  return trialReader(trial.value, map, now);
}

function direct(): Reader {
  const answer = createEmbeddedInflux(databaseColumns());
  return createReader({ source: { dialect: 'influxql', database: 'plant' }, map: TRIAL_MAP, send: ({ body }) => Promise.resolve(answer(body)), nowMs: now });
}

/** What frames are made of: everything but how it was asked. */
async function read(reader: Reader, over: Partial<PlantQuestion> = {}): Promise<Omit<PlantReading, 'statements'>> {
  const outcome = await reader.readPlant({ ...TRIAL_QUESTION, ...over }, signal());
  if (outcome.kind === 'failed') {
    throw new Error(`${outcome.failure.text} ${outcome.failure.advice}`);
  }
  const { statements: _, ...rest } = outcome.value;
  return rest;
}

afterEach(() => vi.unstubAllGlobals());

describe.each([['CSV', csvFiles], ['line protocol', lineFiles]])('files of %s', (_name, files) => {
  test.each(['main', 'register'])('give the same reading of %s as the database does', async (meterId) => {
    const [fromFiles, fromDatabase] = [await read(trialOf(files()), { meterId }), await read(direct(), { meterId })];
    expect(fromFiles.view?.timeMs.length).toBeGreaterThan(300);
    expect(fromFiles.machines.map((one) => one.machineId)).toContain('press 3, "left"');
    expect(fromFiles.shifts).toHaveLength(2);
    expect(fromFiles).toEqual(fromDatabase);
  });

  test('say the same of a meter, a field and a range that are not there', async () => {
    const wrong: PlantMap = { ...TRIAL_MAP, meters: [{ ...TRIAL_MAP.meters[0]!, measurement: 'nope' }, { ...TRIAL_MAP.meters[0]!, id: 'field', field: 'nope' }] };
    expect(await trialOf(files(), wrong).readPlant(TRIAL_QUESTION, signal())).toMatchObject({ failure: { kind: 'no-measurement', text: expect.stringMatching(/no measurement nope in (meter\.csv|plant\.lp).*machine_state, meter, shift_event/) } });
    expect(await trialOf(files(), wrong).readPlant({ ...TRIAL_QUESTION, meterId: 'field' }, signal())).toMatchObject({ failure: { text: expect.stringContaining('has no field nope; it has') } });
    const earlier = { startMs: TRIAL_QUESTION.view.startMs - 1e10, endMs: TRIAL_QUESTION.view.endMs - 1e10 };
    expect((await read(trialOf(files()), { view: earlier })).view?.notices).toMatchObject([{ code: 'no-readings', text: expect.stringContaining('Its last reading is of 2025-03-05 23:59') }]);
  });

  test('suggest a plant map by their names, which finds everything', async () => {
    const trial = openTrial(files());
    const map = trial.kind === 'ok' ? mapOfFiles(trial.value.series) : undefined;
    expect(map).toEqual({
      zone: 'UTC', shifts: TRIAL_MAP.shifts, machines: TRIAL_MAP.machines,
      meters: TRIAL_MAP.meters.map((one) => ({ ...one, id: one.field })),
    });
    const lines = await trialOf(files(), map).check(signal());
    expect(lines.filter((line) => line.severity !== 'ok')).toEqual([]);
  });

  test('never make a request, whatever is asked', async () => {
    vi.stubGlobal('fetch', () => { throw new Error('something was sent'); });
    vi.stubGlobal('XMLHttpRequest', class { constructor() { throw new Error('something was sent'); } });
    const reader = trialOf(files());
    await read(reader);
    await reader.machines(signal());
    await reader.check(signal());
    expect(await reader.preview(TRIAL_QUESTION)).toMatchObject({ statements: [], cost: expect.stringMatching(/^Nothing is sent: /) });
  });
});

test.each(['CSV', 'line protocol of two writers'])('two states at one instant are unknown until the next report, and said, as from a database: %s', async (kind) => {
  const at = TRIAL_QUESTION.view.startMs;
  const rows = [[at, 'OFF'], [at + 600_000, 'RUN'], [at + 600_000, 'JAM'], [at + 1_200_000, 'JAM'], [at + 1_300_000, 'JAM'], [at + 1_800_000, 'OFF']] as const;
  const file: TrialFile = kind === 'CSV' ? { role: 'states', name: 's.csv', bytes: new TextEncoder().encode(`time,machine,state\n${rows.map(([ms, state]) => `${ms},oven,${state}`).join('\n')}`) }
    : { role: 'states', name: 's.lp', bytes: new TextEncoder().encode(rows.map(([ms, state], i) => `machine_state,machine=oven,writer=${i % 2} state="${state}" ${ms}`).join('\n')) };
  const { machines: [oven] } = await read(trialOf([...csvFiles().filter(({ role }) => role === 'meter'), file]));
  expect(Array.from(oven?.timeMs ?? [], (ms, i) => [(ms - at) / 60_000, oven?.states[oven.stateCode[i]!]])).toEqual([[0, 'OFF'], [10, 'UNKNOWN'], [20, 'JAM'], [30, 'OFF']]);
  expect(oven?.notices).toContainEqual({ severity: 'warning', code: 'two-states', text: 'oven reported different states at one instant; its state is unknown from there until it reports again.' });
});

test('a state that is written again and again, and one of a whole number, are states too', async () => {
  const at = TRIAL_QUESTION.view.startMs / 1000;
  const lines = [`em power_kw=5 ${at}`, `em power_kw=6 ${at + 60}`, ...Array.from({ length: 300 }, (_, i) => `plc,asset=oven status=${i < 100 ? 1 : 2}i ${at + 10 * i}`)];
  const trial = openTrial([{ role: 'meter', name: 'p.lp', bytes: new TextEncoder().encode(lines.join('\n')) }]);
  const map = trial.kind === 'ok' ? mapOfFiles(trial.value.series) : TRIAL_MAP;
  expect(map.machines).toEqual([{ measurement: 'plc', field: 'status', idTag: 'asset', tags: {} }]);
  const reading = await read(trialOf([{ role: 'meter', name: 'p.lp', bytes: new TextEncoder().encode(lines.join('\n')) }], map), { meterId: 'power_kw' });
  expect(reading.machines).toMatchObject([{ machineId: 'oven', states: ['1', '2'], timeMs: Float64Array.of(at * 1000, (at + 1000) * 1000) }]);
});

test('a broken file is refused with its line, and none of the others is used', () => {
  const [meter, states] = csvFiles();
  const broken = new TextEncoder().encode('time,machine,state\nyesterday,oven,ON\n');
  expect(openTrial([meter!, { ...states!, bytes: broken }])).toMatchObject({ kind: 'failed', failure: { text: expect.stringMatching(/^states\.csv, line 2: expected a time with its zone/), advice: expect.stringContaining('open it again') } });
  expect(openTrial([])).toMatchObject({ kind: 'failed', failure: { text: 'No files are open in this browser.' } });
});

test('two meters of one field are told apart by the tag in which they differ', () => {
  const at = TRIAL_QUESTION.view.startMs / 1000;
  const trial = openTrial([{ role: 'meter', name: 'p.lp', bytes: new TextEncoder().encode(`em,site=x,meter=a kw=1 ${at}\nem,site=x,meter=b kw=2 ${at}\n`) }]);
  expect(trial.kind === 'ok' ? mapOfFiles(trial.value.series).meters.map(({ id, tags }) => [id, tags]) : trial).toEqual([
    ['a kw', { site: 'x', meter: 'a' }], ['b kw', { site: 'x', meter: 'b' }],
  ]);
});
