/** Values and times that no plant should send, and what a person sees of them. */
import { expect } from 'vitest';
import { DAY_MS, HOUR_MS, machineLog, MINUTE_MS, UNKNOWN_STATE } from '../../src/base';
import { counterPower } from '../../src/engine/counter';
import { investigate } from '../../src/engine';
import { says, series } from '../support/fault-server';
import { powerOf, smallPlant, START_MS } from '../support/small-plant';
import { failureIn, good, question, rig, START, valueIn } from './rig';
import { row } from './rows';

const VIEW = { startMs: START_MS + 60 * HOUR_MS, endMs: START_MS + 72 * HOUR_MS };

row('empty range, all nulls, wrong measurement', 'are told in three different texts', async () => {
  const words: string[] = [];
  const empty = await rig((statement) => (/MEAN|LAST/.test(statement) ? says('{"results":[{"statement_id":0}]}') : good(statement)));
  words.push(valueIn(await empty.read()).view!.notices[0]!.text);
  const nulls = await rig((statement) => (/LAST\("kw"\)/.test(statement) ? says(series(['time', 'last'], [[START - DAY_MS, 7]])) : /MEAN/.test(statement) ? says(series(['time', 'mean', 'max'], [[START, null, null]])) : good(statement)));
  words.push(valueIn(await nulls.read()).view!.notices[0]!.text);
  const wrong = await rig((statement) => (/SHOW MEASUREMENTS/.test(statement) ? says(series(['name'], [['other']])) : says('{"results":[{"statement_id":0}]}')));
  words.push(failureIn(await wrong.read()).words);
  expect([new Set(words).size, words[1], words[2]]).toEqual([3, expect.stringContaining('Its last reading is of'), expect.stringContaining('There is no measurement em in plant; it has other')]);
});

row('NaN, ±Inf, 1e308, 2^53+1, negative kW, reset, rollover', 'of a power have a defined result: no finding is computed from an infinity, and the ledger closes', () => {
  const plant = smallPlant(3);
  const demandKw = plant.meter.kind === 'power' ? Float64Array.from(plant.meter.demandKw) : new Float64Array();
  [NaN, Infinity, -Infinity, 1e308, -50].forEach((value, i) => { demandKw[1000 + 7 * i] = value; });
  const { findings, notices } = investigate({ ...plant, meter: powerOf(demandKw) }, VIEW);
  expect(findings.length).toBeGreaterThan(0);
  for (const { excessKw, causes, unexplainedKw } of findings) {
    expect(Math.abs(excessKw - causes.reduce((sum, { kw }) => sum + kw, 0) - unexplainedKw)).toBeLessThan(1e-6 * Math.max(1, Math.abs(excessKw)));
  }
  expect(notices.some((one) => /infinit/i.test(one.text))).toBe(true);
}, 60_000);

row('NaN, ±Inf, 1e308, 2^53+1, negative kW, reset, rollover', 'of a register: a reset and a rollover give no power where they fall, and are counted', () => {
  const energyKwh = Float64Array.of(2 ** 32 - 3, 2 ** 32 - 2, 2 ** 32 - 1, 0, 1, 2, 3, 4);
  const timeMs = energyKwh.map((_, i) => START + i * MINUTE_MS);
  const { demandKw, notices } = counterPower({ kind: 'counter', meterId: 'reg', timeMs, energyKwh, windowMs: MINUTE_MS, completeness: { kind: 'complete' }, notices: [] });
  expect([...demandKw].filter((kw) => kw < 0 || kw > 1000)).toEqual([]);
  expect(notices).toHaveLength(1);
});

row('duplicate, unordered, future, pre-1970, equal-time points', 'of states: the last of equal stamps counts, whatever the order of arrival', async () => {
  const rows = [[START + 2000, 'B'], [START + 1000, 'A'], [START + 1000, 'C'], [-DAY_MS, 'OLD'], [START + 2000, 'B']];
  const { read } = await rig((statement) => (/LAST/.test(statement) ? says('{"results":[{}]}') : /"state"/.test(statement) ? says(series(['time', 'state'], rows, { machine: 'oven' })) : good(statement)));
  const [log] = valueIn(await read(question({ meter: false, machines: true }))).machines;
  expect([...(log?.timeMs ?? [])].map((ms, i) => [ms, log?.states[log.stateCode[i] ?? 0]])).toEqual([[-DAY_MS, 'OLD'], [START + 1000, 'C'], [START + 2000, 'B']]);
});

row('clock offset ± 5 min, ± 1 h, machine against meter', 'is reported, or makes the answer an honest unexplained: no machine is named on another hour’s states', () => {
  const plant = smallPlant(3);
  const mean = (shiftMs: number) => {
    const machines = plant.machines.map((log) => ({ ...log, timeMs: log.timeMs.map((ms) => ms + shiftMs) }));
    const { findings, notices, machines: clocks } = investigate({ ...plant, machines }, VIEW);
    return { findings, confidence: findings.reduce((sum, one) => sum + one.confidence, 0) / findings.length, said: notices.length + clocks.filter((one) => JSON.stringify(one).includes('offset')).length };
  };
  const right = mean(0);
  for (const shiftMs of [5 * MINUTE_MS, -5 * MINUTE_MS, HOUR_MS, -HOUR_MS]) {
    const shifted = mean(shiftMs);
    const honest = shifted.findings.every((one) => one.verdict === 'unexplained');
    expect([shiftMs, shifted.confidence <= right.confidence, shifted.said > 0 || honest]).toEqual([shiftMs, true, true]);
  }
}, 120_000);

row('silence longer than the stale limit', 'leaves a state that nobody has told for thirty days unknown, and says so', async () => {
  const { read, server } = await rig((statement) => (/LAST\("state"\)/.test(statement) ? says('{"results":[{}]}') : /"state"/.test(statement) ? says(series(['time', 'state'], [[START + MINUTE_MS, 'RUN']], { machine: 'oven' })) : good(statement)));
  const [log] = valueIn(await read(question({ meter: false, machines: true }))).machines;
  expect([log?.timeMs[0], log?.notices.map((one) => one.code)]).toEqual([START + MINUTE_MS, ['state-before-unknown']]);
  expect(server.heard.filter((one) => one.statement.includes('LAST')).map((one) => (START - Number(/>= (\d+)ms/.exec(one.statement)?.[1])) / DAY_MS)).toEqual([1, 7, 30]);
});

row('unknown code, two states at once, no state', 'are unknown, and the ledger still closes', () => {
  const plant = smallPlant(3);
  const machines = plant.machines.map((log) => machineLog(log.machineId, Array.from(log.timeMs, (ms, i) => [ms, i % 5 === 4 ? UNKNOWN_STATE : log.states[log.stateCode[i]!]!] as const)));
  const { findings } = investigate({ ...plant, machines }, VIEW);
  expect(findings.length).toBeGreaterThan(0);
  for (const { excessKw, causes, unexplainedKw } of findings) {
    expect(Math.abs(excessKw - causes.reduce((sum, { kw }) => sum + kw, 0) - unexplainedKw)).toBeLessThan(1e-6 * Math.max(1, Math.abs(excessKw)));
    expect(causes.filter((one) => one.state === UNKNOWN_STATE)).toEqual([]);
  }
}, 60_000);

row('state text with HTML, right-to-left marks, emoji', 'comes through as it is, to be shown as text', async () => {
  const hostile = ['<img src=x onerror=alert(1)>', '\u202Egnp.exe', '🔥 heating', '__proto__', '"; DROP'];
  const { read } = await rig((statement) => (/LAST/.test(statement) ? says('{"results":[{}]}') : /"state"/.test(statement) ? says(series(['time', 'state'], hostile.map((text, i) => [START + i, text]), { machine: '<b>oven</b>' })) : good(statement)));
  const [log] = valueIn(await read(question({ meter: false, machines: true }))).machines;
  expect([log?.machineId, log?.states]).toEqual(['<b>oven</b>', hostile]);
});

row('field type conflict (int/float/string)', 'names the field, its measurement and the meter', async () => {
  for (const answer of [series(['time', 'mean', 'max'], [[START, 'warm', 'hot']]), '{"results":[{"error":"unsupported mean iterator type: *query.stringInterruptIterator"}]}']) {
    const { read } = await rig((statement) => (/MEAN/.test(statement) ? says(answer) : good(statement)));
    expect(failureIn(await read())).toMatchObject({ kind: 'wrong-type', words: expect.stringMatching(/Field kw of em.*meter m needs kW/) });
  }
});
