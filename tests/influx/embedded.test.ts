/** The reader and the in-memory server understand each other. */
import { expect, test } from 'vitest';
import { createReader, type PlantMap } from '../../src/influx';
import { createEmbeddedInflux } from '../support/embedded-influx';

const START = Date.UTC(2026, 2, 3, 8);
const MAP: PlantMap = {
  zone: 'UTC',
  meters: [{ id: 'm', measurement: 'em', field: 'kw', tags: { meter: 'a b' }, kind: 'power', parent: null }],
  machines: [{ measurement: 'st', field: 'state', idTag: 'machine', tags: {} }],
};

test('means, largest samples, changes and the state before the range come from memory', async () => {
  const answer = createEmbeddedInflux([
    { measurement: 'em', tags: { meter: 'a b' }, field: 'kw', timeMs: [START, START + 30_000, START + 60_000], values: [100, 140, 90] },
    { measurement: 'st', tags: { machine: 'oven' }, field: 'state', timeMs: [START - 7_200_000, START - 3_600_000, START + 60_000], values: ['OFF', 'IDLE', 'EXECUTE'] },
  ]);
  const reader = createReader({ source: { dialect: 'influxql', database: 'd' }, map: MAP, send: (request) => Promise.resolve(answer(request.body)), nowMs: () => START + 86_400_000 });
  const outcome = await reader.readPlant(
    { meterId: 'm', view: { startMs: START, endMs: START + 3_600_000 }, parts: { meter: true, machines: true, shifts: false, learning: false }, maxPoints: 60, nowMs: START + 86_400_000 },
    new AbortController().signal
  );
  const value = outcome.kind === 'ok' ? outcome.value : undefined;
  expect(value?.view?.kind === 'power' ? [[...value.view.demandKw], [...(value.view.maxKw ?? [])]] : []).toEqual([[120, 90], [140, 90]]);
  expect(value?.machines.map((one) => [one.machineId, one.states, one.timeMs[0]])).toEqual([['oven', ['IDLE', 'EXECUTE'], START - 3_600_000]]);
});

test.each([[10, ['oven: the state is repeated so often that the last one of every 20 s is read; one that was shorter may be missing.']], [20, []]])('a machine that is polled every %i s is read by windows, and stays complete; where states may be missing it is said', async (everySec, said) => {
  const count = 86_400 / everySec;
  const timeMs = Array.from({ length: 2 * count }, (_, i) => START + i * everySec * 1000);
  const answer = createEmbeddedInflux([{ measurement: 'st', tags: { machine: 'oven' }, field: 'state', timeMs, values: timeMs.map((ms) => ((ms - START) % 3_600_000 < 1_800_000 ? 'IDLE' : 'RUN')) }]);
  const nowMs = START + 3 * 86_400_000;
  const reader = createReader({ source: { dialect: 'influxql', database: 'd' }, map: MAP, send: (request) => Promise.resolve(answer(request.body)), nowMs: () => nowMs });
  const outcome = await reader.readPlant(
    { meterId: 'm', view: { startMs: START, endMs: START + 2 * 86_400_000 }, parts: { meter: false, machines: true, shifts: false, learning: false }, maxPoints: 60, nowMs },
    new AbortController().signal
  );
  // Half an hour each: 96 entries in two days.
  expect(outcome.kind === 'ok' ? outcome.value.machines.map((one) => [one.timeMs.length, one.completeness.kind]) : outcome).toEqual([[96, 'complete']]);
  expect(outcome.kind === 'ok' && outcome.value.notices.map(({ text }) => text)).toEqual(said);
});
