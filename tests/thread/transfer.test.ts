// @vitest-environment node
/** Buffers go over and back; what the page draws from stays whole. */
import { expect, test } from 'vitest';
import { COMPLETE, machineLog } from '../../src/base';
import type { AnalysisRequest } from '../../src/thread/request';
import { handedBack, handedOver } from '../../src/thread/transfer';

const long = Float64Array.of(9, 9, 0, 60_000, 120_000, 9);
const request: AnalysisRequest = {
  kind: 'view', view: { startMs: 0, endMs: 180_000 }, minimumExcessKw: 0,
  plant: {
    zone: 'UTC', machines: [machineLog('a', [[0, 'OFF'], [60_000, 'ON']])],
    // A part of a longer buffer, as a slice of a day is.
    meter: { kind: 'power', meterId: 'm', timeMs: long.subarray(2, 5), demandKw: Float64Array.of(1, NaN, 3), completeness: COMPLETE, notices: [] },
  },
};

test('the copy equals the request, leaves without cloning, and the request can be asked again', () => {
  const { value, buffers } = handedOver(request);
  expect(value).toEqual(request);
  // Time and demand of the meter, time and codes of the machine.
  expect(buffers).toHaveLength(4);
  expect(buffers.reduce((bytes, { byteLength }) => bytes + byteLength, 0)).toBe(3 * 8 + 3 * 8 + 2 * 8 + 2 * 2);
  const arrived = structuredClone(value, { transfer: [...buffers] });
  expect(arrived).toEqual(request);
  expect(value.plant.meter.timeMs).toHaveLength(0);
  expect([long.length, request.plant.machines[0]?.timeMs.length]).toEqual([6, 2]);
});

test('a register has its own columns', () => {
  const meter = { kind: 'counter' as const, meterId: 'r', timeMs: Float64Array.of(0), energyKwh: Float64Array.of(5), completeness: COMPLETE, notices: [] };
  const { value, buffers } = handedOver({ ...request, plant: { ...request.plant, meter, machines: [] } });
  expect(value.plant.meter).toEqual(meter);
  expect(buffers).toHaveLength(2);
});

test('an answer whose columns share a buffer names it once', () => {
  const shared = new Float64Array(6);
  const { buffers } = handedBack({
    findings: [], machines: [], groups: [], skill: 0, notices: [],
    baseline: { timeMs: Float64Array.of(1), baselineKw: shared.subarray(0, 3), expectedKw: shared.subarray(3) },
  });
  expect(buffers).toHaveLength(2);
});
