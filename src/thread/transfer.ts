import type { MachineLog, MeterReadings } from '../base';
import type { Investigation } from '../engine';
import type { AnalysisRequest } from './request';

/** Hands numbers to a worker and back without cloning them: buffers go over, and what the page still draws from is copied first. */

export interface Handed<T> {
  readonly value: T;
  /** Of the value's columns, each once: what `postMessage` takes as its second argument. */
  readonly buffers: readonly ArrayBuffer[];
}

/**
 * A copy of the request whose columns may leave; the caller's stay whole.
 * A column that is a part of a longer buffer is copied alone, where a clone would copy all of that buffer.
 */
export function handedOver(request: AnalysisRequest): Handed<AnalysisRequest> {
  const meter = copyOfMeter(request.plant.meter);
  const machines = request.plant.machines.map((log): MachineLog => ({ ...log, timeMs: log.timeMs.slice(), stateCode: log.stateCode.slice() }));
  const columns = meter.kind === 'power' ? [meter.timeMs, meter.demandKw, meter.maxKw] : [meter.timeMs, meter.energyKwh];
  return {
    value: { ...request, plant: { ...request.plant, meter, machines } },
    buffers: buffersOf([...columns, ...machines.flatMap((log) => [log.timeMs, log.stateCode])]),
  };
}

/** The answer as it is: the worker needs it no more. */
export function handedBack(value: Investigation): Handed<Investigation> {
  const { timeMs, baselineKw, expectedKw } = value.baseline;
  return { value, buffers: buffersOf([timeMs, baselineKw, expectedKw]) };
}

function copyOfMeter(meter: MeterReadings): MeterReadings {
  return meter.kind === 'power'
    ? { ...meter, timeMs: meter.timeMs.slice(), demandKw: meter.demandKw.slice(), ...(meter.maxKw ? { maxKw: meter.maxKw.slice() } : {}) }
    : { ...meter, timeMs: meter.timeMs.slice(), energyKwh: meter.energyKwh.slice() };
}

/** A buffer that is named twice may not be handed over. */
function buffersOf(columns: ReadonlyArray<Float64Array | Uint16Array | undefined>): ArrayBuffer[] {
  return [...new Set(columns.flatMap((column) => (column?.buffer instanceof ArrayBuffer ? [column.buffer] : [])))];
}
