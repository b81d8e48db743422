import { lowerBound, MINUTE_MS, type ShiftEvent } from '../base';
import { chipsOf } from './chips';
import { stackOf, type Layer } from './expected';
import { placeLabels } from './labels';
import { columnsOf, highestOf, pyramidFor } from './pyramid';
import { powerIn, signedPowerIn } from './power-text';
import { kwScale, timeScale, type KwScale, type TimeScale } from './scales';
import type { Column, Scene, WindowStep } from './scene';
import { kwTicks, timeTicks, wallClock } from './ticks';
import { estimatedWidth, type Box, type ChartInput, type ChartSpike, type Measure, type Size } from './types';
import { wishesOf } from './wishes';

/** Station 8, first half: readings, findings and a size become the scene of the demand plot, in CSS px. Pure. */

const LABEL_PX = 166;
const NARROW_LABEL_PX = 56;
/** What there is room for: the names stand beside a picture that is half of a panel, or all of a phone. */
const SHORT_LABEL_PX = 136;
const SHORT_NAME_PX = 104;
const HALF_PX = 560;
/** Under this the picture has no lanes until they are asked for, px. */
export const NARROW_PX = 640;
const RIGHT_PX = 12;
/** Room for half of the topmost and of the lowest label of the axis. */
const TOP_PX = 8;
const BOTTOM_PX = 7;

/** Left edge and width of everything that shares the time axis; with lanes their names stand left of it. */
export function plotColumn(widthPx: number, names: boolean): Column {
  const x = !names ? NARROW_LABEL_PX : widthPx >= NARROW_PX ? LABEL_PX : widthPx >= HALF_PX ? SHORT_LABEL_PX : SHORT_NAME_PX;
  return { x, width: Math.max(1, Math.floor(widthPx - x - RIGHT_PX)) };
}

/**
 * @param size of the plot with its label column, without strip, lanes and time axis
 * O(px · log readings) once the pyramid of the readings stands; a size too small gives a plot of at least 1 px
 */
export function layout(input: ChartInput, { widthPx, heightPx, ratio = 1 }: Size, measure: Measure = estimatedWidth, names = true): Scene {
  const { range } = input;
  const { x, width } = plotColumn(widthPx, names);
  const plot: Box = { x, width, y: TOP_PX, height: Math.max(1, Math.floor(heightPx - TOP_PX - BOTTOM_PX)) };
  const time = timeScale(range, plot);
  const count = Math.max(1, Math.round(plot.width * ratio));
  const { meanKw, maxKw } = columnsOf(pyramidFor(input.readings), range.startMs, range.endMs, count);
  const picked = input.picked === undefined ? undefined : input.spikes[input.picked];
  const inView = picked !== undefined && picked.endMs > range.startMs && picked.startMs < range.endMs;
  const layers = expectedLayers(input, count);
  const highest = Math.max(largest(maxKw, inView ? Math.max(picked.meanKw, picked.peakKw) : 0), input.contractKw ?? 0, largest(layers.at(-1)?.topKw ?? none, 0));
  // Where the plant feeds in, what lies below zero is shown, and no more than that.
  const lowest = smallest(meanKw, inView ? Math.min(0, picked.meanKw, picked.referenceKw) : 0);
  const ticks = kwTicks(highest, plot.height, input.power, lowest);
  const topKw = ticks.at(-1)!.at;
  const toY = kwScale(topKw, plot, lowest);
  const places = input.spikes.map((spike) => time.clip(spike.startMs, spike.endMs));
  const scene: Omit<Scene, 'labels'> = {
    size: { widthPx, heightPx, ratio }, columnPx: 1 / ratio, plot, range, topKw, zeroY: toY(0),
    shifts: shiftsOf(input.shifts, time),
    meanY: meanKw.map(toY), maxY: maxKw.map(toY),
    baseline: baselineOf(input, time, toY),
    layers: layers.map(({ topKw: top, ...layer }) => ({ ...layer, topY: top.map(toY) })),
    columns: places.filter((place, i) => place.width > 0 && i !== input.picked), chips: chipsOf(places, input.spikes, input.picked),
    windows: windowsOf(input, time, toY),
    contractY: input.contractKw === undefined ? undefined : toY(input.contractKw),
    ...(inView ? pickedMarks(input, picked, time, toY, plot) : { references: [] }),
    notLoaded: notLoadedOf(input, time),
    kwTicks: ticks.map(({ at, text }) => ({ at: toY(at), text })),
    timeTicks: timeTicks(range, input.zone, plot.width).map(({ at, text }) => ({ at: time.toX(at), text })),
  };
  return { ...scene, labels: placeLabels(wishesOf(scene, input, measure), plot, obstaclesOf(scene)) };
}

const none = new Float64Array(0);

/** What belongs to the picked spike alone. */
function pickedMarks({ readings, zone, power }: ChartInput, picked: ChartSpike, time: TimeScale, toY: KwScale, plot: Box): Pick<Scene, 'excess' | 'references' | 'referenceText' | 'peak'> {
  const [meanY, referenceY] = [toY(picked.meanKw), toY(picked.referenceKw)];
  const minutes = Math.max(1, Math.round((picked.endMs - picked.startMs) / MINUTE_MS));
  const peak = truePeak(readings, picked, zone);
  const peakSeen = peak.atMs >= time.range.startMs && peak.atMs < time.range.endMs;
  return {
    excess: {
      ...time.clip(picked.startMs, picked.endMs), y: Math.min(meanY, referenceY), height: Math.abs(referenceY - meanY),
      kwText: signedPowerIn(power, picked.excessKw), kwhText: `× ${minutes} min = ${powerIn(power, picked.excessKwh)}h`,
    },
    references: picked.reference.map(([from, to]) => ({ ...time.clip(from, to), y: referenceY })).filter((part) => part.width > 0),
    referenceText: `hour around it: ${powerIn(power, picked.referenceKw)}`,
    ...(peakSeen ? { peak: { x: time.toX(peak.atMs), y: Math.max(plot.y, toY(peak.kw)), text: plot.width < 400 ? powerIn(power, peak.kw) : `peak ${powerIn(power, peak.kw)}, ${peak.when}` } } : {}),
  };
}

/** Longer windows than this do not say when their largest sample was. */
const SHORT_WINDOW_MS = MINUTE_MS;

/**
 * The largest sample inside the spike, whatever the windows in view: their maxima survive any downsampling. Where they are long,
 * the time is said as a stretch; what the finding knows stands where the readings know nothing higher.
 */
export function truePeak(readings: ChartInput['readings'], { startMs, endMs, peakMs, peakKw }: ChartSpike, zone: string): { readonly atMs: number; readonly kw: number; readonly when: string } {
  const { timeMs, windowMs = 0 } = readings;
  let [best, most] = [-1, peakKw];
  for (let i = lowerBound(timeMs, startMs); i < timeMs.length && timeMs[i] + windowMs <= endMs; i++) {
    const kw = highestOf(readings, i);
    [best, most] = kw > most ? [i, kw] : [best, most];
  }
  if (best < 0) {
    return { atMs: peakMs, kw: peakKw, when: wallClock(peakMs, zone) };
  }
  const fromMs = timeMs[best];
  return windowMs <= SHORT_WINDOW_MS
    ? { atMs: fromMs, kw: most, when: wallClock(fromMs, zone) }
    : { atMs: fromMs + windowMs / 2, kw: most, when: `${wallClock(fromMs, zone)}–${wallClock(fromMs + windowMs, zone)}` };
}

function expectedLayers({ machines, expected, baseline, range }: ChartInput, count: number): Layer[] {
  return expected && baseline?.expectedKw ? stackOf(machines, expected, { timeMs: baseline.timeMs, expectedKw: baseline.expectedKw }, range, count) : [];
}

/** A point every two pixels says all that a median of hours has to say. */
function baselineOf({ baseline, range }: ChartInput, time: TimeScale, toY: KwScale): Array<readonly [number, number]> {
  const points: Array<readonly [number, number]> = [];
  if (baseline) {
    const { timeMs, baselineKw } = baseline;
    const apartMs = (2 * (range.endMs - range.startMs)) / time.plot.width;
    let dueMs = -Infinity;
    for (let i = lowerBound(timeMs, range.startMs); i < timeMs.length && timeMs[i] < range.endMs; i++) {
      if (timeMs[i] >= dueMs && baselineKw[i] === baselineKw[i]) {
        points.push([time.toX(timeMs[i]), toY(baselineKw[i])]);
        dueMs = timeMs[i] + apartMs;
      }
    }
  }
  return points;
}

function windowsOf({ windows = [], contractKw }: ChartInput, time: TimeScale, toY: KwScale): WindowStep[] {
  // What was measured in part would be drawn as a demand that fell: its lower bound stands in the table and the bill.
  const steps = windows.filter(({ coverage, incomplete }) => coverage > 0 && !incomplete).map((window) => ({
    ...time.clip(window.startMs, window.endMs), kw: window.kw, y: toY(window.kw), over: contractKw !== undefined && window.kw > contractKw,
  })).filter((step) => step.width > 0);
  const widest = steps.reduce((most, { width }) => Math.max(most, width), 0);
  const highestKw = steps.reduce((most, { kw }) => Math.max(most, kw), -Infinity);
  // Steps too narrow to be told apart would be a second line over that of demand: then those are left that are spoken of.
  return widest < LEAST_STEP_PX ? steps.filter((step) => step.over || step.kw === highestKw) : steps;
}

/** Demand windows narrower than this are not drawn as steps. */
export const LEAST_STEP_PX = 3;

/** A shift narrower than this has no room for a word, px. */
const LEAST_SHIFT_PX = 14;

/** Shifts in view; narrow neighbours are told together, and have no line through the picture. */
function shiftsOf(shifts: readonly ShiftEvent[], time: TimeScale): Scene['shifts'] {
  const seen = shifts.map((shift) => ({ ...time.clip(shift.startMs, shift.endMs), text: shift.text, count: 1 })).filter((shift) => shift.width > 0);
  const cells: typeof seen = [];
  for (const shift of seen) {
    const last = cells[cells.length - 1];
    if (last !== undefined && shift.width < LEAST_SHIFT_PX && last.width < 4 * LEAST_SHIFT_PX && (last.count > 1 || last.width < LEAST_SHIFT_PX)) {
      const count = last.count + 1;
      cells[cells.length - 1] = { ...last, width: shift.x + shift.width - last.x, text: `${count} shifts`, count };
    } else {
      cells.push(shift);
    }
  }
  // Many narrow ones would hide the line of demand: then the band alone tells them.
  const dense = cells.length > 6;
  return cells.map(({ x, width, text, count }) => ({ x, width, text, line: count === 1 && x > time.plot.x && !(dense && width < 60) }));
}

/** Cut readings end early: what follows is not loaded, which is not the same as empty. */
function notLoadedOf({ readings, range, zone }: ChartInput, time: TimeScale): Scene['notLoaded'] {
  const { completeness, timeMs, windowMs = 0 } = readings;
  const lastMs = timeMs.length > 0 ? timeMs[timeMs.length - 1] + windowMs : range.startMs;
  const part = time.clip(lastMs, range.endMs);
  return completeness.kind !== 'complete' && part.width > 4 ? { ...part, text: `not loaded after ${wallClock(lastMs, zone)}` } : undefined;
}

/** What a text must not cover: the ring of the peak. */
function obstaclesOf({ peak }: Omit<Scene, 'labels'>): Box[] {
  return peak ? [{ x: peak.x - 5, y: peak.y - 5, width: 10, height: 10 }] : [];
}

/** NaN is neither. */
const smallest = (values: Float64Array, most: number): number => values.reduce((least, value) => (value < least ? value : least), most);
const largest = (values: Float64Array, least: number): number => values.reduce((most, value) => (value > most ? value : most), least);
