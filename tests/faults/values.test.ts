/** Values and times that no plant should send, and what a person sees of them. */
import { expect } from 'vitest';
import { DAY_MS, HOUR_MS, machineLog, MINUTE_MS, UNKNOWN_STATE, type MachineLog } from '../../src/base';
import { counterPower } from '../../src/engine/counter';
import { laneOf } from '../../src/chart';
import { investigate, staleFromMs } from '../../src/engine';
import { says, series } from '../support/fault-server';
import { powerOf, smallPlant, START_MS } from '../support/small-plant';
import { failureIn, good, MAP, NOW, question, rig, START, valueIn } from './rig';
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

/** A reader of one machine `oven` whose states are these rows. */
const statesOf = (rows: ReadonlyArray<readonly unknown[]>, nowMs = NOW) =>
  rig((statement) => (/LAST/.test(statement) ? says('{"results":[{}]}') : /"state"/.test(statement) ? says(series(['time', 'state'], rows, { machine: 'oven' })) : good(statement)), { nowMs: () => nowMs });
const told = (log: MachineLog | undefined) => [...(log?.timeMs ?? [])].map((ms, i) => [ms, log?.states[log.stateCode[i] ?? 0]]);
const MACHINES = question({ meter: false, machines: true });
const meterOf = (rows: ReadonlyArray<readonly unknown[]>, nowMs = NOW) =>
  rig((statement) => (/MEAN/.test(statement) ? says(series(['time', 'mean', 'max'], rows)) : /LAST\("kwh"\)/.test(statement) ? says(series(['time', 'last'], rows)) : good(statement)), { nowMs: () => nowMs });
const minute = (i: number) => START + i * MINUTE_MS;

const NUMBERS = 'NaN, ±Inf, 1e308, 2^53+1, negative kW, reset, rollover';

row(NUMBERS, 'of a server: a register beyond 2^53 is named, for its last digits are gone', async () => {
  const answer = series(['time', 'last'], [[minute(-1), 2 ** 53 - 1], [minute(0), 0], [minute(1), 0]]).replace(',0]', ',9007199254740993]').replace(',0]', ',9007199254740995]');
  const { read } = await rig((statement) => (/LAST/.test(statement) ? says(answer) : good(statement)));
  const { view } = valueIn(await read(question({}, { meterId: 'reg' })));
  expect(view?.notices.map((one) => [one.severity, one.text])).toEqual([['warning', 'reg: 2 values are beyond 2^53, where whole numbers are no longer told apart: its differences may be wrong. Write it in a larger unit.']]);
});

row(NUMBERS, 'of a server: two codes beyond 2^53 would read alike, so such a number is no state', async () => {
  const answer = series(['time', 'state'], [[START, 1]], { machine: 'oven' }).replace(',1]', ',9007199254740993]');
  const { read } = await rig((statement) => (/"state"/.test(statement) ? says(answer) : good(statement)));
  expect(failureIn(await read(MACHINES))).toMatchObject({ kind: 'wrong-type', words: expect.stringContaining('below 2^53') });
});

row(NUMBERS, 'of a server: 1e308 and negative power come as they are; what overflows or is no number in Flux is left out and counted', async () => {
  const odd = ['NaN', '+Inf', '-Inf', '1e308', '-5'].map((value, i) => `,,0,${new Date(minute(i)).toISOString()},${value},mean\r\n`).join('');
  const { read } = await rig(() => says(`#datatype,string,long,dateTime:RFC3339,double,string\r\n#group,false,false,false,false,true\r\n#default,_result,,,,\r\n,result,table,_time,_value,_field\r\n${odd}\r\n`, 200, { 'content-type': 'text/csv' }), { dialect: 'flux' });
  const { view } = valueIn(await read());
  expect(view?.kind === 'power' && [...view.demandKw]).toEqual([1e308, -5]);
  expect(view?.notices.map((one) => one.text)).toEqual(expect.arrayContaining(['m: 3 values are infinite or no number, and left out as if nothing had arrived.']));
});

const ORDER = 'duplicate, unordered, future, pre-1970, equal-time points';
row(ORDER, 'of states: sorted in, counted; what came twice counts once, and two different ones at one instant are no state', async () => {
  const { read } = await statesOf([[START + 2000, 'B'], [START + 1000, 'A'], [START + 1000, 'C'], [-DAY_MS, 'OLD'], [START + 2000, 'B'], [START + 3000, 'B']]);
  const [log] = valueIn(await read(MACHINES)).machines;
  expect(told(log)).toEqual([[-DAY_MS, 'OLD'], [START + 1000, 'UNKNOWN'], [START + 2000, 'B']]);
  expect(log?.notices.filter((one) => one.code !== 'state-before-unknown').map((one) => [one.code, one.text])).toEqual([
    ['two-states', 'oven reported different states at one instant; its state is unknown from there until it reports again.'],
    ['states-repeated', 'oven: 1 entry came twice; it counts once.'], ['states-late', 'oven: 3 entries came later than a newer one; sorted in by their stamps.'],
  ]);
});

row(ORDER, 'of states: the same rows in any order give the same log', async () => {
  const rows = [[START + 2000, 'B'], [START + 1000, 'A'], [START + 4000, 'C'], [START + 3000, 'A'], [START + 3000, 'B']];
  const logs = [];
  for (const order of [rows, [...rows].reverse(), [...rows].sort((a, b) => Number(a[0]) - Number(b[0]))]) {
    logs.push(JSON.stringify(told(valueIn(await (await statesOf(order)).read(MACHINES)).machines[0])));
  }
  expect([new Set(logs).size, logs[0]]).toEqual([1, JSON.stringify([[START + 1000, 'A'], [START + 2000, 'B'], [START + 3000, 'UNKNOWN'], [START + 4000, 'C']])]);
});

row(ORDER, 'of states: what is stamped after now is left out, counted, and said with how far ahead it is', async () => {
  const { read } = await statesOf([[START + 1000, 'A'], [START + 1800_000, 'B'], [START + 1800_000 + 55 * MINUTE_MS, 'C']], START + 1800_000);
  const [log] = valueIn(await read(question({ meter: false, machines: true }, { view: { startMs: START, endMs: START + 2 * HOUR_MS } }))).machines;
  expect(told(log)).toEqual([[START + 1000, 'A'], [START + 1800_000, 'B']]);
  expect(log?.notices.map((one) => one.text)).toContain('oven: 1 entry is stamped after now, up to 55 min ahead; left out. Check the clock or time zone of its source, and of this computer.');
});

row(ORDER, 'of a meter: late rows are sorted in, of equal stamps the last that came counts, and both are counted', async () => {
  const { read } = await meterOf([[minute(0), 1, 2], [minute(3), 4, 5], [minute(1), 2, 3], [minute(3), 40, 50], [minute(2), 3, 4]]);
  const { view } = valueIn(await read());
  expect(view).toMatchObject({ completeness: { kind: 'complete' }, timeMs: Float64Array.from([0, 1, 2, 3], minute), demandKw: Float64Array.of(1, 2, 3, 40), maxKw: Float64Array.of(2, 3, 4, 50) });
  expect(view?.notices.map((one) => one.text)).toEqual(['m: 1 instant has more than one reading; the last one that came counts.', 'm: 2 readings came later than a newer one; sorted in by their stamps.']);
});

row(ORDER, 'of a meter: what is stamped after now is left out, counted, and said with how far ahead it is', async () => {
  const { read } = await meterOf([[minute(0), 1, 2], [minute(1), 2, 3], [minute(5), 9, 9], [minute(6), 9, 9]], minute(1));
  const { view } = valueIn(await read());
  expect(view).toMatchObject({ demandKw: Float64Array.of(1, 2) });
  expect(view?.notices.map((one) => one.text)).toEqual(['m: 2 readings are stamped after now, up to 5 min ahead; left out. Check the clock or time zone of its source, and of this computer.']);
});

row(ORDER, 'of a register: the window that is still filling is no future, and the one where two answers meet is nothing repeated', async () => {
  const { read } = await meterOf([[minute(-1), 10], [minute(0), 11], [minute(1), 12]], minute(1.5));
  const { view } = valueIn(await read(question({}, { meterId: 'reg' })));
  expect([view?.kind === 'counter' && [...view.energyKwh], view?.notices]).toEqual([[10, 11, 12], []]);
});

row(ORDER, 'before 1970 are instants as any other', async () => {
  const { read } = await meterOf([[-3 * MINUTE_MS, 1, 2], [-2 * MINUTE_MS, 2, 3], [-MINUTE_MS, 3, 4], [0, 4, 5]]);
  const { view } = valueIn(await read(question({}, { view: { startMs: -3 * MINUTE_MS, endMs: MINUTE_MS } })));
  expect(view).toMatchObject({ timeMs: Float64Array.of(-180_000, -120_000, -60_000, 0), demandKw: Float64Array.of(1, 2, 3, 4) });
});

row(ORDER, 'a row without a time is a broken answer, and nothing of it is used', async () => {
  for (const time of [null, 'yesterday']) {
    expect(failureIn(await (await meterOf([[minute(0), 1, 2], [time, 2, 3]])).read()).kind).toBe('broken-answer');
    // Also where the answer is cut into chunks, from which whatever lies outside of all of them would be gone without a word.
    for (const hours of [1, 5]) {
      const asked = question({ meter: false, machines: true }, { view: { startMs: START, endMs: START + hours * HOUR_MS } });
      expect(failureIn(await (await statesOf([[START, 'A'], [time, 'B']])).read(asked)).kind).toBe('broken-answer');
    }
  }
});

/** The small plant, the stamps of these machines moved. */
const moved = (shiftMs: number, of: (id: string) => boolean) => {
  const plant = smallPlant(3);
  return investigate({ ...plant, machines: plant.machines.map((log) => (of(log.machineId) ? { ...log, timeMs: log.timeMs.map((ms) => ms + shiftMs) } : log)) }, VIEW);
};
const OFFSETS = [5 * MINUTE_MS, -5 * MINUTE_MS, HOUR_MS, -HOUR_MS];

row('clock offset ± 5 min, ± 1 h, machine against meter', 'of every machine: each is named with its minutes, nothing is likely any more, and no kW is laid on another hour’s states', () => {
  expect(moved(0, () => true).findings.every((one) => one.verdict === 'likely')).toBe(true);
  for (const shiftMs of OFFSETS) {
    const { findings, notices } = moved(shiftMs, () => true);
    const about = `(about ${Math.abs(shiftMs) / MINUTE_MS} min ${shiftMs > 0 ? 'late' : 'early'})`;
    expect([shiftMs, notices.filter((one) => one.severity === 'warning' && one.code === 'clock-far').map((one) => one.text)]).toEqual([
      shiftMs, [`Stamps of fan ${about}, mill ${about} and pump ${about} do not meet the meter’s: check the clock and the time zone of their source. Nothing is corrected.`],
    ]);
    expect(findings.length).toBeGreaterThan(0);
    expect([shiftMs, findings.map((one) => one.confidence <= 0.5 && one.verdict !== 'likely')]).toEqual([shiftMs, findings.map(() => true)]);
    const blamedKw = findings.reduce((sum, one) => sum + one.causes.reduce((most, cause) => Math.max(most, cause.kw), 0), 0) / findings.reduce((sum, one) => sum + one.excessKw, 0);
    expect([shiftMs, Math.abs(shiftMs) < HOUR_MS || blamedKw < 0.1]).toEqual([shiftMs, true]);
  }
}, 120_000);

row('clock offset ± 5 min, ± 1 h, machine against meter', 'of one machine: it is named, what hangs on it is less sure, and the spikes of the others are as sure as before', () => {
  for (const shiftMs of OFFSETS) {
    const { findings, notices } = moved(shiftMs, (id) => id === 'mill');
    expect([shiftMs, notices.find((one) => one.code === 'clock-far')?.text]).toEqual([shiftMs, expect.stringContaining('Stamps of mill (about')]);
    const mills = findings.filter((one) => one.verdict === 'unexplained' || one.causes[0]?.machines.includes('mill'));
    expect([shiftMs, mills.length, findings.length]).toEqual([shiftMs, 2, 6]);
    expect(findings.map((one) => one.confidence <= 0.5)).toEqual(findings.map((one) => mills.includes(one)));
  }
}, 120_000);

row('silence longer than the stale limit', 'of thirty days leaves a state that nobody has told for thirty days unknown, and says so', async () => {
  const { read, server } = await rig((statement) => (/LAST\("state"\)/.test(statement) ? says('{"results":[{}]}') : /"state"/.test(statement) ? says(series(['time', 'state'], [[START + MINUTE_MS, 'RUN']], { machine: 'oven' })) : good(statement)));
  const [log] = valueIn(await read(question({ meter: false, machines: true }))).machines;
  expect([log?.timeMs[0], log?.notices.map((one) => one.code)]).toEqual([START + MINUTE_MS, ['state-before-unknown']]);
  expect(server.heard.filter((one) => one.statement.includes('LAST')).map((one) => (START - Number(/>= (\d+)ms/.exec(one.statement)?.[1])) / DAY_MS)).toEqual([1, 7, 30]);
});

const STALE = 'silence longer than the stale limit';
const stale = (hours: number, extra: object = {}) => ({ ...MAP, machines: MAP.machines.map((one) => ({ ...one, ...extra, staleMs: hours * HOUR_MS })) });
const staleLog = async (rows: ReadonlyArray<readonly unknown[]>, before: ReadonlyArray<readonly unknown[]>, nowMs = START + HOUR_MS) => {
  const { read } = await rig((statement) => (/LAST\("state"\)/.test(statement) ? says(series(['time', 'state'], before, { machine: 'oven' })) : /"state"/.test(statement) ? says(series(['time', 'state'], rows, { machine: 'oven' })) : good(statement)), { map: stale(0.25), nowMs: () => nowMs });
  const [log] = valueIn(await read(question({ meter: false, machines: true }, { nowMs }))).machines;
  return [told(log), log?.notices.map((one) => one.text)];
};

row(STALE, 'makes the last state unknown from the limit on, and its age is said', async () => {
  expect(await staleLog([[minute(1), 'IDLE'], [minute(10), 'RUN']], [[minute(-5), 'OFF']])).toEqual([
    [[minute(-5), 'OFF'], [minute(1), 'IDLE'], [minute(10), 'RUN'], [minute(25), 'UNKNOWN']], ['oven has said nothing for 50 min: its last state, RUN, counts for 15 min and is unknown since.'],
  ]);
});

row(STALE, 'at the end of a range that is over is not said to last: what came after it was not asked for', async () => {
  expect(await staleLog([[minute(1), 'IDLE'], [minute(10), 'RUN']], [[minute(-5), 'OFF']], START + 9 * DAY_MS)).toEqual([
    [[minute(-5), 'OFF'], [minute(1), 'IDLE'], [minute(10), 'RUN'], [minute(25), 'UNKNOWN']], ['oven said nothing for longer than 15 min; its state is unknown there.'],
  ]);
  expect((await staleLog([[minute(1), 'IDLE'], [minute(50), 'RUN']], [[minute(-5), 'OFF']], START + 9 * DAY_MS))[1]).toEqual(['oven said nothing for longer than 15 min; its state is unknown there.']);
});

row(STALE, 'between two entries is unknown from the limit until the next one, and counted; who repeats a state is not silent', async () => {
  expect(await staleLog([[minute(1), 'RUN'], [minute(14), 'RUN'], [minute(28), 'RUN'], [minute(50), 'IDLE'], [minute(59), 'RUN']], [[minute(-5), 'OFF']])).toEqual([
    [[minute(-5), 'OFF'], [minute(1), 'RUN'], [minute(43), 'UNKNOWN'], [minute(50), 'IDLE'], [minute(59), 'RUN']], ['oven said nothing for longer than 15 min; its state is unknown there.'],
  ]);
});

row(STALE, 'before the range leaves its beginning unknown', async () => {
  const [log] = await staleLog([[minute(30), 'RUN'], [minute(44), 'RUN'], [minute(58), 'RUN']], [[minute(-90), 'OFF']]);
  expect(log).toEqual([[minute(-75), 'UNKNOWN'], [minute(30), 'RUN']]);
});

row(STALE, 'where none is set: a state far older than it usually gets, while the meter moves, is a warning with its age, and hatched from where it is no longer believed', () => {
  const plant = smallPlant(3);
  const silentMs = VIEW.startMs - 24 * HOUR_MS;
  const mill = plant.machines.find((log) => log.machineId === 'mill')!;
  const on = mill.timeMs.findLastIndex((ms, i) => ms < silentMs && mill.states[mill.stateCode[i]!] === 'ON');
  const cut = { ...mill, timeMs: mill.timeMs.slice(0, on + 1), stateCode: mill.stateCode.slice(0, on + 1) };
  const { notices } = investigate({ ...plant, machines: plant.machines.map((log) => (log === mill ? cut : log)) }, VIEW);
  expect(notices.find((one) => one.code === 'stale-source')).toMatchObject({ severity: 'warning', silence: { machineId: 'mill', state: 'ON' }, text: expect.stringMatching(/^mill has said nothing for \d+\.\d h: ON since 2025-03-0\d \d\d:\d\d UTC, usually \d+ min\. The meter moved on\.$/) });
  const kw = plant.meter.kind === 'power' ? plant.meter.demandKw : new Float64Array();
  const fromMs = staleFromMs(cut, { startMs: START_MS, stepMs: MINUTE_MS, count: kw.length }, kw);
  const lane = laneOf(cut, { range: VIEW, columns: 720, staleFromMs: new Map([['mill', fromMs!]]) });
  expect(lane.stale).toEqual({ column: Math.max(0, Math.floor(((fromMs! - VIEW.startMs) / (VIEW.endMs - VIEW.startMs)) * 720)), text: expect.stringMatching(/^on, .* old$/) });
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

row('field type conflict (int/float/string)', 'of states: where values of another type are hidden, the log is drawn, names field and type, and is not whole', async () => {
  for (const [hidden, words] of [[[20, 0], 'st also holds texts in field state in this range'], [[0, 3], 'st also holds truth values in field state in this range'], [[0, 0], '']] as const) {
    const { read, server } = await rig((statement) => (/COUNT/.test(statement) ? says(series(['time', 'string', 'boolean'], [[0, ...hidden]]))
      : /LAST/.test(statement) ? says('{"results":[{}]}') : /"state"/.test(statement) ? says(series(['time', 'state'], [[START, 7], [START + 1000, 8]], { machine: 'oven' })) : good(statement)));
    const ask = async () => valueIn(await read(question({ meter: false, machines: true })));
    const { machines: [log] } = await ask();
    expect([log?.states, log?.completeness.kind]).toEqual([['7', '8'], words === '' ? 'complete' : 'unknown']);
    expect(log?.completeness.kind === 'unknown' ? log.completeness.reason : '').toContain(words);
    // The next refreshes know it.
    await ask();
    expect(server.heard.filter(({ statement }) => statement.includes('COUNT'))).toHaveLength(1);
  }
});

row('field type conflict (int/float/string)', 'names the field, its measurement and the meter', async () => {
  for (const answer of [series(['time', 'mean', 'max'], [[START, 'warm', 'hot']]), '{"results":[{"error":"unsupported mean iterator type: *query.stringInterruptIterator"}]}']) {
    const { read } = await rig((statement) => (/MEAN/.test(statement) ? says(answer) : good(statement)));
    expect(failureIn(await read())).toMatchObject({ kind: 'wrong-type', words: expect.stringMatching(/Field kw of em.*meter m needs kW/) });
  }
});
