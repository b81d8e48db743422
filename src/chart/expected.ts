import type { MachineLog, TimeRange } from '../base';
import { stateRuns } from './state-runs';
import type { ExpectedLoad } from './types';

/** Expected load stacked by machine: what each is known to draw in the state it was in, on top of the base load. */

export interface Layer {
  /** undefined: the base load, or all machines below the largest together. */
  readonly machineId: string | undefined;
  readonly kind: 'base' | 'machine' | 'others';
  /** One per column: kW at the upper edge of the layer; NaN where nothing is expected. */
  readonly topKw: Float64Array;
}

/** Beyond this many a layer would be thinner than a line. */
const MOST_LAYERS = 8;

/**
 * @param baseline bin starts and the whole expected load: what the machines do not explain of it is the base load
 * @param expected the largest first
 * O((machines + 1) · columns + entries in view)
 */
export function stackOf(
  logs: readonly MachineLog[], expected: readonly ExpectedLoad[], baseline: { readonly timeMs: Float64Array; readonly expectedKw: Float64Array },
  range: TimeRange, columns: number
): Layer[] {
  const byId = new Map(logs.map((log) => [log.machineId, log]));
  const machines = expected.flatMap((load) => {
    const log = byId.get(load.machineId);
    return log ? [{ machineId: load.machineId, kw: kwOf(log, load, range, columns) }] : [];
  });
  const whole = sampled(baseline.timeMs, baseline.expectedKw, range, columns);
  const rest = whole.map((kw, column) => Math.max(0, kw - machines.reduce((sum, one) => sum + one.kw[column], 0)));
  // A state that changes inside a bin leaves a jag as long as the bin; of three values a bin apart the middle one has none.
  const apart = 1 + Math.ceil(((baseline.timeMs[1] - baseline.timeMs[0]) / (range.endMs - range.startMs)) * columns) || 0;
  const top = rest.map((kw, column) => {
    const [before, after] = [rest[column - apart] || kw, rest[column + apart] || kw];
    return kw + before + after - Math.max(kw, before, after) - Math.min(kw, before, after);
  });
  const layers: Layer[] = [{ machineId: undefined, kind: 'base', topKw: top.slice() }];
  const shown = machines.length > MOST_LAYERS ? machines.slice(0, MOST_LAYERS - 1) : machines;
  for (const { machineId, kw } of shown) {
    add(top, kw);
    layers.push({ machineId, kind: 'machine', topKw: top.slice() });
  }
  const others = machines.slice(shown.length);
  if (others.length > 0) {
    others.forEach(({ kw }) => add(top, kw));
    layers.push({ machineId: undefined, kind: 'others', topKw: top });
  }
  return layers;
}

function add(into: Float64Array, kw: Float64Array): void {
  for (let column = 0; column < into.length; column++) {
    into[column] += kw[column];
  }
}

/** kW of the dominant state of each column; a state that was never learnt counts as nothing. */
function kwOf(log: MachineLog, { kwByState, clockOffsetS }: ExpectedLoad, range: TimeRange, columns: number): Float64Array {
  // The machine's clock is moved, not the picture's: its stamps are late by the offset.
  const moved = { startMs: range.startMs + clockOffsetS * 1000, endMs: range.endMs + clockOffsetS * 1000 };
  const { from, code } = stateRuns(log, moved, columns);
  const kw = new Float64Array(columns);
  for (let run = 0; run < from.length; run++) {
    kw.fill(code[run] < 0 ? 0 : kwByState.get(log.states[code[run]]) ?? 0, from[run], run + 1 < from.length ? from[run + 1] : columns);
  }
  return kw;
}

/** The value of the bin in which each column's middle lies; NaN outside. */
function sampled(timeMs: Float64Array, values: Float64Array, range: TimeRange, columns: number): Float64Array {
  const columnMs = (range.endMs - range.startMs) / columns;
  const stepMs = timeMs.length > 1 ? timeMs[1] - timeMs[0] : 0;
  let at = 0;
  return Float64Array.from({ length: columns }, (_, column) => {
    const middleMs = range.startMs + (column + 0.5) * columnMs;
    while (at + 1 < timeMs.length && timeMs[at + 1] <= middleMs) {
      at++;
    }
    return timeMs[at] <= middleMs && middleMs < timeMs[at] + stepMs ? values[at] : NaN;
  });
}
