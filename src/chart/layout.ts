import { lowerBound, upperBound, zoneOffsetMs, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, type MachineLog, type PowerReadings, type ShiftEvent, type TimeRange } from '../base';
import { stateClass, type StateClass } from './classes';

/** Station 8, first half: readings, states and a size become a scene in px. Pure. */

export interface ChartSpike extends TimeRange {
  readonly excessKw: number;
  readonly excessKwh: number;
  readonly meanKw: number;
  readonly referenceKw: number;
  readonly peakMs: number;
  readonly peakKw: number;
  readonly reference: ReadonlyArray<readonly [startMs: number, endMs: number]>;
}

/** What somebody said about a spike. */
export interface ChartVerdict extends TimeRange {
  readonly kind: 'confirmed' | 'corrected' | 'rejected' | 'planned';
  /** Who and when, for people. */
  readonly text: string;
}

export interface ChartInput {
  readonly range: TimeRange;
  readonly zone: string;
  readonly readings: PowerReadings;
  readonly baseline?: { readonly timeMs: Float64Array; readonly baselineKw: Float64Array };
  /** In the order of the lanes. */
  readonly machines: readonly MachineLog[];
  readonly shifts: readonly ShiftEvent[];
  readonly spikes: readonly ChartSpike[];
  /** Index into spikes. */
  readonly picked?: number;
  /** Machines that added to the picked spike: their lanes show where they began. */
  readonly adding?: ReadonlySet<string>;
}

export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** Runs of pixel columns in which the same state lasts longest. */
export interface StateRun {
  readonly x: number;
  readonly width: number;
  readonly state: string;
  readonly stateClass: StateClass;
  /** True where a pixel column held more than one state: short states leave a mark. */
  readonly several: boolean;
  /** Of a lane's states that mean nothing to us, every second one: so that neighbours differ. */
  readonly faint: boolean;
}

export interface Lane {
  readonly machineId: string;
  readonly y: number;
  readonly runs: readonly StateRun[];
  /** Where the first change of state around the onset of the picked spike stands. */
  readonly beganX?: number;
}

export interface Scene {
  readonly size: Size;
  readonly plot: Box;
  readonly shifts: ReadonlyArray<{ readonly x: number; readonly width: number; readonly text: string }>;
  readonly shiftY: number;
  /** n = whole pixel columns of the plot; y in px, NaN = no reading. */
  readonly meanY: Float64Array;
  readonly maxY: Float64Array;
  readonly baseline: ReadonlyArray<readonly [x: number, y: number]>;
  readonly chipY: number;
  readonly chips: ReadonlyArray<{ readonly spike: number; readonly x: number; readonly width: number }>;
  readonly excess?: Box & { readonly kwText: string; readonly kwhText: string };
  readonly references: ReadonlyArray<{ readonly x: number; readonly width: number; readonly y: number }>;
  readonly referenceText?: string;
  readonly peak?: { readonly x: number; readonly y: number; readonly text: string };
  readonly kwTicks: readonly Tick[];
  readonly timeTicks: readonly Tick[];
  readonly timeY: number;
  readonly lanes: readonly Lane[];
}

export const LABEL_PX = 166;
export const LANE_PX = 22;
const SHIFT_PX = 17;
const STRIP_PX = 19;
const AXIS_PX = 22;
const RIGHT_PX = 12;
const LEAST_PLOT_PX = 120;

/** What the chart needs in height so that the plot keeps its least. */
export function neededHeightPx(lanes: number, showShifts: boolean): number {
  return (showShifts ? SHIFT_PX + 4 : 0) + STRIP_PX + 8 + LEAST_PLOT_PX + 10 + lanes * LANE_PX + AXIS_PX;
}

/** O(readings + entries + px · lanes). A size too small gives a plot of at least 1 px. */
export function layout(input: ChartInput, size: Size): Scene {
  const { range, machines } = input;
  const shiftPx = input.shifts.length > 0 ? SHIFT_PX + 4 : 0;
  const labelPx = size.widthPx < 480 ? 56 : LABEL_PX;
  const top = shiftPx + STRIP_PX + 8;
  const lanesPx = machines.length * LANE_PX;
  const plot: Box = {
    x: labelPx, y: top,
    width: Math.max(1, Math.floor(size.widthPx - labelPx - RIGHT_PX)),
    height: Math.max(1, Math.floor(size.heightPx - top - 10 - lanesPx - AXIS_PX)),
  };
  const spanMs = Math.max(1, range.endMs - range.startMs);
  const toX = (timeMs: number) => plot.x + ((timeMs - range.startMs) / spanMs) * plot.width;
  const clip = (startMs: number, endMs: number) => {
    const x = Math.max(plot.x, toX(startMs));
    return { x, width: Math.max(0, Math.min(plot.x + plot.width, toX(endMs)) - x) };
  };
  const { meanKw, maxKw } = perColumn(input.readings, range, plot.width);
  const picked = input.picked === undefined ? undefined : input.spikes[input.picked];
  const highest = largest(maxKw, largest(meanKw, picked?.meanKw ?? 0));
  const stepKw = roundStep(highest / Math.max(2, Math.floor(plot.height / 48)));
  const topKw = Math.max(stepKw, Math.ceil(highest / stepKw) * stepKw);
  const toY = (kw: number) => plot.y + plot.height - (kw / topKw) * plot.height;
  const lanesY = plot.y + plot.height + 10;
  const kwTicks: Tick[] = [];
  for (let i = 0; i * stepKw <= topKw + stepKw / 2; i++) {
    const kw = i * stepKw;
    kwTicks.push({ at: toY(kw), text: `${Number(kw.toFixed(6))}${kw + stepKw > topKw + stepKw / 2 ? ' kW' : ''}` });
  }
  const baseline: Array<readonly [number, number]> = [];
  if (input.baseline) {
    const { timeMs, baselineKw } = input.baseline;
    let lastX = -Infinity;
    for (let i = lowerBound(timeMs, range.startMs); i < timeMs.length && timeMs[i] < range.endMs; i++) {
      const x = toX(timeMs[i]);
      if (x - lastX >= 2 && Number.isFinite(baselineKw[i])) {
        baseline.push([x, toY(baselineKw[i])]);
        lastX = x;
      }
    }
  }
  const inView = picked && picked.endMs > range.startMs && picked.startMs < range.endMs;
  return {
    size, plot, shiftY: 0, chipY: shiftPx, timeY: lanesY + lanesPx,
    shifts: input.shifts.map((shift) => ({ ...clip(shift.startMs, shift.endMs), text: shift.text })).filter((shift) => shift.width > 0),
    meanY: meanKw.map(toY), maxY: maxKw.map(toY), baseline,
    chips: input.spikes.map((spike, i) => ({ spike: i, ...clip(spike.startMs, spike.endMs) })),
    excess: inView ? {
      ...clip(picked.startMs, picked.endMs), y: toY(picked.meanKw), height: Math.max(0, toY(picked.referenceKw) - toY(picked.meanKw)), ...excessTexts(picked),
    } : undefined,
    referenceText: picked && `hour around it: ${Math.round(picked.referenceKw)} kW`,
    references: picked ? picked.reference.map(([from, to]) => ({ ...clip(from, to), y: toY(picked.referenceKw) })).filter((part) => part.width > 0) : [],
    peak: picked && picked.peakMs >= range.startMs && picked.peakMs < range.endMs ? {
      x: toX(picked.peakMs), y: Math.max(plot.y, toY(picked.peakKw)), text: `peak ${Math.round(picked.peakKw)} kW, ${wallClock(picked.peakMs, input.zone)}`,
    } : undefined,
    kwTicks, timeTicks: timeTicks(range, input.zone, plot.width).map(({ at, text }) => ({ at: toX(at), text })),
    lanes: machines.map((log, i) => {
      const beganMs = picked && input.adding?.has(log.machineId) ? firstChangeAround(log, picked) : undefined;
      const seen = beganMs !== undefined && beganMs >= range.startMs && beganMs < range.endMs;
      return { machineId: log.machineId, y: lanesY + i * LANE_PX, runs: stateRuns(log, range, plot), ...(seen ? { beganX: toX(beganMs) } : {}) };
    }),
  };
}

/** A machine may begin a little before demand has risen enough to be seen. */
const ONSET_MS = 10 * MINUTE_MS;

/** The first entry of a log is where it begins, not a change. */
function firstChangeAround({ timeMs }: MachineLog, { startMs, endMs }: TimeRange): number | undefined {
  const first = Math.max(1, lowerBound(timeMs, startMs - ONSET_MS));
  return first < timeMs.length && timeMs[first] < endMs ? timeMs[first] : undefined;
}

/** The area of the box in words: its height times its width is the energy. */
function excessTexts({ excessKw, excessKwh, startMs, endMs }: ChartSpike): { readonly kwText: string; readonly kwhText: string } {
  return { kwText: `+${Math.round(excessKw)} kW`, kwhText: `× ${Math.max(1, Math.round((endMs - startMs) / MINUTE_MS))} min = ${Math.round(excessKwh)} kWh` };
}

/** "06:07:30", or "06:07" on a whole minute, on the wall clock of the zone. */
function wallClock(timeMs: number, zone: string): string {
  const text = new Date(timeMs + zoneOffsetMs(timeMs, zone)).toISOString();
  return text.slice(11, timeMs % MINUTE_MS === 0 ? 16 : 19);
}

/** Mean and largest kW of each pixel column; a window that covers several columns fills them all, a gap stays NaN. */
function perColumn(readings: PowerReadings, range: TimeRange, columns: number): { readonly meanKw: Float64Array; readonly maxKw: Float64Array } {
  const { timeMs, demandKw } = readings;
  const columnMs = (range.endMs - range.startMs) / columns;
  const sums = new Float64Array(columns);
  const counts = new Float64Array(columns);
  const maxKw = new Float64Array(columns).fill(NaN);
  // Raw samples hold until the next one; two typical distances without one are a gap.
  const lengthMs = readings.windowMs ?? typicalStepMs(timeMs) * 2;
  for (let i = Math.max(0, lowerBound(timeMs, range.startMs) - 1); i < timeMs.length && timeMs[i] < range.endMs; i++) {
    const kw = demandKw[i];
    if (kw !== kw) {
      continue;
    }
    const endMs = Math.min(timeMs[i] + lengthMs, i + 1 < timeMs.length ? timeMs[i + 1] : Infinity, range.endMs);
    const from = Math.max(0, Math.floor((timeMs[i] - range.startMs) / columnMs));
    const to = Math.min(columns, Math.max(from + 1, Math.ceil((endMs - range.startMs) / columnMs)));
    if (endMs <= range.startMs) {
      continue;
    }
    const peakKw = readings.maxKw?.[i] ?? kw;
    for (let column = from; column < to; column++) {
      const start = range.startMs + column * columnMs;
      const share = Math.max(1e-9, Math.min(endMs, start + columnMs) - Math.max(timeMs[i], start));
      sums[column] += kw * share;
      counts[column] += share;
      maxKw[column] = maxKw[column] >= peakKw ? maxKw[column] : peakKw === peakKw ? peakKw : kw;
    }
  }
  return { meanKw: sums.map((sum, column) => (counts[column] > 0 ? sum / counts[column] : NaN)), maxKw };
}

function typicalStepMs(timeMs: Float64Array): number {
  const steps = Float64Array.from({ length: Math.max(0, timeMs.length - 1) }, (_, i) => timeMs[i + 1] - timeMs[i]).sort();
  return steps.length > 0 ? steps[steps.length >> 1] : MINUTE_MS;
}

function largest(values: Float64Array, least: number): number {
  let most = least;
  for (const value of values) {
    most = value > most ? value : most;
  }
  return most;
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
export function roundStep(least: number): number {
  const floor = Math.max(least, 0.01);
  const power = 10 ** Math.floor(Math.log10(floor));
  return power * ([1, 2, 5].find((step) => step * power >= floor * (1 - 1e-9)) ?? 10);
}

const timeSteps = [
  ...[1, 5, 10, 15, 30].map((s) => s * SECOND_MS), ...[1, 2, 5, 10, 15, 30].map((m) => m * MINUTE_MS),
  ...[1, 2, 3, 6, 12].map((h) => h * HOUR_MS), DAY_MS, 2 * DAY_MS, 7 * DAY_MS, 14 * DAY_MS, 30 * DAY_MS, 90 * DAY_MS, 365 * DAY_MS,
];

/** Round instants of the site's wall clock, at most one per 76 px; at is epoch ms. A day's start shows its date. */
export function timeTicks(range: TimeRange, zone: string, widthPx: number): Tick[] {
  const spanMs = range.endMs - range.startMs;
  const stepMs = timeSteps.find((step) => (spanMs / step) * 76 <= widthPx) ?? spanMs;
  const ticks: Tick[] = [];
  const offsetMs = zoneOffsetMs(range.startMs, zone);
  for (let wall = Math.ceil((range.startMs + offsetMs) / stepMs) * stepMs; ; wall += stepMs) {
    // Where the clock changes inside the view, the later labels follow the new offset.
    const at = wall - zoneOffsetMs(wall - offsetMs, zone);
    if (at > range.endMs || ticks.length > 500) {
      return ticks;
    }
    if (at >= range.startMs) {
      const iso = new Date(wall).toISOString();
      const date = `${Number(iso.slice(8, 10))} ${months[Number(iso.slice(5, 7)) - 1]}`;
      ticks.push({ at, text: wall % DAY_MS === 0 ? date : iso.slice(11, stepMs < MINUTE_MS ? 19 : 16) });
    }
  }
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The state that lasts longest in each pixel column, joined to runs. Before the first entry: unknown. O(px + entries). */
function stateRuns(log: MachineLog, range: TimeRange, plot: Box): StateRun[] {
  const { timeMs, stateCode, states } = log;
  const columnMs = (range.endMs - range.startMs) / plot.width;
  const runs: Array<{ x: number; width: number; code: number; several: boolean }> = [];
  const lasted = new Map<number, number>();
  let entry = upperBound(timeMs, range.startMs) - 1;
  for (let column = 0; column < plot.width; column++) {
    const endMs = range.startMs + (column + 1) * columnMs;
    let atMs = range.startMs + column * columnMs;
    lasted.clear();
    for (;;) {
      const untilMs = entry + 1 < timeMs.length ? Math.min(endMs, timeMs[entry + 1]) : endMs;
      const code = entry < 0 ? -1 : stateCode[entry];
      lasted.set(code, (lasted.get(code) ?? 0) + untilMs - atMs);
      atMs = untilMs;
      if (entry + 1 < timeMs.length && timeMs[entry + 1] < endMs) {
        entry++;
      } else {
        break;
      }
    }
    let code = -1;
    let most = -1;
    lasted.forEach((ms, one) => {
      if (ms > most) {
        most = ms;
        code = one;
      }
    });
    // Two states that meet in a column are an ordinary change; three are more than the pixel can show.
    const several = lasted.size > 2;
    const last = runs[runs.length - 1];
    if (last && last.code === code && last.several === several) {
      last.width++;
    } else {
      runs.push({ x: plot.x + column, width: 1, code, several });
    }
  }
  // By name and not by order of appearance, so that the view does not change the shade.
  const nameless = states.filter((state) => stateClass(state) === 'other').sort();
  return runs.map(({ x, width, code, several }) => {
    const state = code < 0 ? 'UNKNOWN' : states[code];
    return { x, width, state, stateClass: stateClass(state), several, faint: nameless.length > 1 && nameless.indexOf(state) % 2 === 0 };
  });
}
