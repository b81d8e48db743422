import { HOUR_MS, lowerBound, MINUTE_MS, SECOND_MS, stateClass, upperBound, type ShiftEvent, type StateClass } from '../base';
import { meansOver, type Track } from './align';
import { coincidentStart } from './coincidence';
import { isDrift, riseOf } from './drift';
import { remembered, type Study } from './evidence';
import { machineLines, type MachineLine } from './lines';
import { highestSoFar } from './month-peaks';
import { nearestEntry } from './steps';
import type { DemandOptions, Finding, SpikeKind } from './types';
import { measuredParts, measuredWindows, runningAt, type Gauge, type Measured, type Metered } from './windows';

/** Names what a spike is, by the rules of the plant's own words; every name carries the figures behind it. */

/** What the names are given by, once an analysis. */
export interface Naming {
  readonly metered: Metered;
  readonly gauge: Gauge;
  readonly windows: readonly Measured[];
  /** Per window: the highest of its month so far. */
  readonly highest: Uint8Array;
  readonly contractKw?: number;
  readonly shifts: readonly ShiftEvent[];
  /** Class of each state's name that was asked for. */
  readonly classes: Map<string, StateClass>;
  /** Left out when nothing was learnt; then only what the meter shows alone is named. */
  readonly study?: Study;
}

/** @param demand length of the demand window and the contract limit; blocks of 15 minutes by default. O(windows) */
export function namingOf(metered: Metered, gauge: Gauge, study: Study | undefined, demand: DemandOptions | undefined, shifts: readonly ShiftEvent[] = []): Naming {
  const lengthMs = demand?.lengthMs ?? 15 * MINUTE_MS;
  // Readings that are longer than a window say nothing about one window alone.
  const windows = metered.grid.stepMs > lengthMs ? [] : measuredWindows(metered, gauge, { lengthMs });
  return { metered, gauge, windows, highest: highestSoFar(windows, metered.zone), contractKw: demand?.contractKw, shifts, classes: new Map(), study };
}

function classOf(state: string, { classes }: Naming): StateClass {
  const found = classes.get(state) ?? stateClass(state);
  classes.set(state, found);
  return found;
}

/** The finding with its names; none where there is no excess. O(lines + bins of the spike + transitions near it) */
export function withKinds(finding: Finding, naming: Naming): Finding {
  if (!(finding.excessKw > 0)) {
    return { ...finding, kinds: [] };
  }
  const study = finding.ranking.kind === 'ranked' ? naming.study : undefined;
  const lines = machineLines(finding);
  const named: Array<SpikeKind | undefined> = [
    demandPeak(finding, naming),
    ...(study ? fromStates(finding, lines, study, naming) : []),
    inrush(finding, naming, study),
    idle(finding, lines, naming),
    drift(finding, naming),
  ];
  const kinds = named.filter((kind) => kind !== undefined);
  return { ...finding, kinds: kinds.length > 0 ? kinds : [{ kind: 'excess' }] };
}

function fromStates(finding: Finding, lines: readonly MachineLine[], study: Study, naming: Naming): Array<SpikeKind | undefined> {
  return [
    startUp(finding, lines, study, naming), coincidentStart(finding, lines, study.learnt, study.steps, naming.shifts),
    unloaded(finding, lines, study, naming), variation(finding), unmetered(finding, study, naming),
  ];
}

/** What an excess adds to the demand of one window, kW. */
function movesBy(energyKwMs: number, { windows }: Naming): number {
  const lengthMs = windows.length > 0 ? windows[0].endMs - windows[0].startMs : 15 * MINUTE_MS;
  return energyKwMs / lengthMs;
}

/** The highest window that shares at least half of the shorter of both with the spike. */
function demandPeak(finding: Finding, naming: Naming): SpikeKind | undefined {
  let peak = -1;
  for (let at = firstWindowAfter(finding.startMs, naming.windows); at < naming.windows.length && naming.windows[at].startMs < finding.endMs; at++) {
    const window = naming.windows[at];
    const shared = Math.min(window.endMs, finding.endMs) - Math.max(window.startMs, finding.startMs);
    const shorter = Math.min(window.endMs - window.startMs, finding.endMs - finding.startMs);
    const over = !window.incomplete && (window.kw > (naming.contractKw ?? Infinity) || naming.highest[at] === 1);
    peak = over && shared >= 0.5 * shorter && !(peak >= 0 && window.kw <= naming.windows[peak].kw) ? at : peak;
  }
  if (peak < 0) {
    return undefined;
  }
  const { startMs, endMs, kw } = naming.windows[peak];
  const shared = Math.min(endMs, finding.endMs) - Math.max(startMs, finding.startMs);
  const { contractKw } = naming;
  return {
    kind: 'demand-peak', why: contractKw !== undefined && kw > contractKw ? 'over-contract' : 'highest-so-far', startMs, endMs, demandKw: kw,
    ...(contractKw === undefined ? {} : { contractKw }), movesByKw: movesBy(finding.excessKw * shared, naming),
  };
}

/** Index of the first window that ends after an instant. O(log n) */
function firstWindowAfter(instantMs: number, windows: readonly Measured[]): number {
  let low = 0;
  let high = windows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    [low, high] = windows[middle].endMs <= instantMs ? [middle + 1, high] : [low, middle];
  }
  return low;
}

/** By how much more each column of the given tracks was filled than in the reference, and its index. */
function columnsOf(tracks: readonly number[], finding: Finding, { learnt }: Study, { gauge }: Naming): Array<{ readonly j: number; readonly more: number }> {
  const which = learnt.columns.flatMap((column, j) => (tracks.includes(column.track) ? [j] : []));
  const own = tracks.map((t) => learnt.tracks[t]);
  const columns = which.map((j) => ({ ...learnt.columns[j], track: tracks.indexOf(learnt.columns[j].track) }));
  const inSpike = meansOver(own, columns, measuredParts(gauge.energy, finding.startMs, finding.endMs));
  const around = meansOver(own, columns, finding.reference.flat());
  return which.map((j, k) => ({ j, more: inSpike[k] - around[k] }));
}

/** Entered at most ten minutes before the onset, or as near behind it as a bin can hide; at least 40 % of it from start states and start-ups. */
function startUp(finding: Finding, lines: readonly MachineLine[], study: Study, naming: Naming): SpikeKind | undefined {
  const top = lines[0] as MachineLine | undefined;
  if (!top || !(top.kw > finding.unexplainedKw) || !(top.kw > 0)) {
    return undefined;
  }
  const { tracks, columns, kw } = study.learnt;
  const mine = tracks.flatMap(({ machineId }, t) => (top.machines.includes(machineId) ? [t] : []));
  const late = Math.max(MINUTE_MS, 2 * naming.metered.grid.stepMs);
  const entries = mine.flatMap((t) => {
    const entry = nearestEntry(tracks[t], tracks[t].states.indexOf(top.state), finding.startMs, finding.startMs - 10 * MINUTE_MS, finding.startMs + late);
    return entry > 0 ? [tracks[t].timeMs[entry]] : [];
  });
  if (entries.length === 0) {
    return undefined;
  }
  let startKw = 0;
  for (const { j, more } of columnsOf(mine, finding, study, naming)) {
    const { track, stateCode, tauMs } = columns[j];
    startKw += tauMs > 0 || classOf(tracks[track].states[stateCode], naming) === 'starting' ? kw[j] * more : 0;
  }
  return startKw >= 0.4 * top.kw
    ? { kind: 'start-up', machines: top.machines, state: top.state, enteredMs: Math.min(...entries), kw: startKw, lineKw: top.kw }
    : undefined;
}

/**
 * Seconds at twice the spike's own excess or more, holding under 5 % of its energy: seen in the readings, or known from a
 * start-up that is gone within 20 s and stands above the whole excess when it begins.
 */
function inrush(finding: Finding, naming: Naming, study: Study | undefined): SpikeKind | undefined {
  const { grid, demandKw } = naming.metered;
  const { excessKw, referenceKw, startMs, endMs } = finding;
  let lastedMs = 0;
  let beyond = 0;
  let peakKw = 0;
  for (let bin = Math.round((startMs - grid.startMs) / grid.stepMs); bin < Math.round((endMs - grid.startMs) / grid.stepMs); bin++) {
    const above = demandKw[bin] - referenceKw;
    if (above >= 2 * excessKw) {
      lastedMs += grid.stepMs;
      beyond += (above - excessKw) * grid.stepMs;
      peakKw = Math.max(peakKw, above);
    }
  }
  if (lastedMs > 0 && lastedMs < 30 * SECOND_MS && beyond < 0.05 * excessKw * (endMs - startMs)) {
    return { kind: 'inrush', peakKw, seconds: lastedMs / SECOND_MS, movesByKw: movesBy(beyond, naming) };
  }
  return study && knownInrush(finding, study, naming);
}

function knownInrush({ startMs, endMs, excessKw }: Finding, { learnt }: Study, naming: Naming): SpikeKind | undefined {
  let most: (SpikeKind & { kind: 'inrush' }) | undefined;
  learnt.columns.forEach(({ track, stateCode, tauMs }, j) => {
    const peakKw = learnt.kw[j];
    const isShort = tauMs > 0 && tauMs <= 20 * SECOND_MS && peakKw >= excessKw && peakKw * tauMs < 0.05 * excessKw * (endMs - startMs);
    if (isShort && !(most && most.peakKw >= peakKw) && nearestEntry(learnt.tracks[track], stateCode, startMs, startMs, endMs) > 0) {
      most = { kind: 'inrush', peakKw, seconds: tauMs / SECOND_MS, movesByKw: movesBy(peakKw * tauMs, naming) };
    }
  });
  return most;
}

/** The plant's shifts do not cover it, or idle states carry at least half of it. */
function idle(finding: Finding, all: readonly MachineLine[], naming: Naming): SpikeKind | undefined {
  const { shifts } = naming;
  const lines = all.filter(({ state, kw }) => kw > 0 && ['idle', 'off'].includes(classOf(state, naming)) && !/unload/i.test(state));
  const kw = lines.reduce((sum, line) => sum + line.kw, 0);
  const share = kw / finding.excessKw;
  if (share >= 0.5) {
    return { kind: 'idle', why: 'idle-states', machines: lines.flatMap(({ machines }) => machines).sort(), kw, shareOfExcess: share };
  }
  const planned = shifts.some(({ startMs, endMs, text }) => startMs < finding.endMs && finding.startMs < endMs && !/^\s*(none|no shift|off|closed|-|)\s*$/i.test(text));
  // Before the first and after the last of them the calendar is not known.
  const inCalendar = shifts.some(({ startMs }) => startMs <= finding.startMs) && shifts.some(({ endMs }) => endMs >= finding.endMs);
  return inCalendar && !planned
    ? { kind: 'idle', why: 'outside-shifts', machines: [], kw: finding.excessKw, shareOfExcess: 1 }
    : undefined;
}

/** A machine goes from one of two states to the other (at least five times, in four of five cases), and the lower draws 15 to 60 % of the higher. */
function unloaded(finding: Finding, lines: readonly MachineLine[], study: Study, naming: Naming): SpikeKind | undefined {
  for (const { machines } of lines.filter((line) => line.kw > 0)) {
    const track = study.learnt.tracks.findIndex(({ machineId }) => machineId === machines[0]);
    const pair = track < 0 ? undefined : remembered(study, `alternating ${track}`, () => alternating(track, study));
    if (!pair) {
      continue;
    }
    const column = columnsOf([track], finding, study, naming).find(({ j }) => j === pair.lowColumn);
    const kw = pair.lowKw * (column?.more ?? 0) * machines.length;
    if (kw >= 0.2 * finding.excessKw) {
      return { kind: 'compressor-unloaded', machines, state: pair.low, loadedState: pair.high, ratio: pair.lowKw / pair.highKw, kw };
    }
  }
  return undefined;
}

interface Pair {
  readonly low: string;
  readonly high: string;
  /** Above what the machine draws in its cheapest state. */
  readonly lowKw: number;
  readonly highKw: number;
  readonly lowColumn: number;
}

function alternating(t: number, { learnt }: Study): Pair | undefined {
  const track = learnt.tracks[t];
  const known = learnt.columns.flatMap((column, j) => (column.track === t && column.tauMs === 0 && !track.unknown[column.stateCode] ? [j] : []));
  const leastKw = Math.min(...known.map((j) => learnt.kw[j]));
  const changes = changesOf(track);
  for (const a of known) {
    for (const b of known) {
      const [lowKw, highKw] = [learnt.kw[a] - leastKw, learnt.kw[b] - leastKw];
      const [low, high] = [learnt.columns[a].stateCode, learnt.columns[b].stateCode];
      if (highKw > 0 && lowKw >= 0.15 * highKw && lowKw <= 0.6 * highKw && alternates(changes, low, high)) {
        return { low: track.states[low], high: track.states[high], lowKw, highKw, lowColumn: a };
      }
    }
  }
  return undefined;
}

/** changes[a][b]: how often the machine went from state a to state b. O(entries) */
function changesOf({ stateCode, states }: Track): number[][] {
  const changes = states.map(() => new Array<number>(states.length).fill(0));
  for (let i = 1; i < stateCode.length; i++) {
    changes[stateCode[i - 1]][stateCode[i]]++;
  }
  return changes;
}

function alternates(changes: readonly (readonly number[])[], a: number, b: number): boolean {
  const between = changes[a][b] + changes[b][a];
  const left = [...changes[a], ...changes[b]].reduce((sum, count) => sum + count, 0);
  return between >= 5 && between >= 0.8 * left;
}

/** Variation inside states carries at least 30 % of the excess; the state with most of it is named. */
function variation({ causes, excessKw }: Finding): SpikeKind | undefined {
  const kw = causes.reduce((sum, cause) => sum + cause.variationKw, 0);
  const most = causes.reduce((best, cause) => (cause.variationKw > best.variationKw ? cause : best), causes[0]);
  return kw >= 0.3 * excessKw
    ? { kind: 'within-state-variation', machines: most.machines, state: most.state, kw, shareOfExcess: kw / excessKw }
    : undefined;
}

/** The remainder is on top, demand stepped by half the excess at the onset, and no machine reported a change that could be it. */
function unmetered(finding: Finding, study: Study, naming: Naming): SpikeKind | undefined {
  const { grid } = naming.metered;
  const step = finding.verdict === 'unexplained' ? stepAtOnset(finding, naming) : undefined;
  if (!step || step.stepKw < 0.5 * finding.excessKw) {
    return undefined;
  }
  const nearMs = Math.max(15 * SECOND_MS, 2 * grid.stepMs);
  const reported = study.learnt.tracks.some(({ timeMs }, t) => {
    const first = Math.max(1, lowerBound(timeMs, step.atMs - nearMs));
    const changes = study.steps[t].expectedKw.subarray(first, upperBound(timeMs, step.atMs + nearMs));
    // A change of less than a fifth of the step cannot be it; one of unknown size can.
    return changes.some((kw) => !(Math.abs(kw) < 0.2 * step.stepKw));
  });
  return reported ? undefined : { kind: 'unmetered-load', ...step };
}

/** The largest rise from one minute to the next around the onset, the bin in which it happens left out. */
function stepAtOnset({ startMs }: Finding, { gauge }: Naming): { readonly stepKw: number; readonly atMs: number } | undefined {
  const { grid, kwMs, knownMs } = gauge.energy;
  const reach = Math.max(MINUTE_MS, grid.stepMs);
  const mean = (fromMs: number, toMs: number) => {
    const known = runningAt(knownMs, grid, toMs) - runningAt(knownMs, grid, fromMs);
    return known >= 0.5 * (toMs - fromMs) ? (runningAt(kwMs, grid, toMs) - runningAt(kwMs, grid, fromMs)) / known : NaN;
  };
  let best: { readonly stepKw: number; readonly atMs: number } | undefined;
  for (let binMs = startMs - 2 * grid.stepMs; binMs <= startMs + reach; binMs += grid.stepMs) {
    const stepKw = mean(binMs + grid.stepMs, binMs + grid.stepMs + reach) - mean(binMs - reach, binMs);
    best = stepKw > (best?.stepKw ?? 0) ? { stepKw, atMs: binMs + grid.stepMs / 2 } : best;
  }
  return best;
}

function drift(finding: Finding, { gauge }: Naming): SpikeKind | undefined {
  const rise = riseOf(finding, gauge.energy);
  return rise && isDrift(rise, finding.excessKw)
    ? { kind: 'drift', riseHours: rise.riseMs / HOUR_MS, largestStepKw: rise.largestStepKw }
    : undefined;
}
