import { lowerBound, upperBound } from '../../src/base';
import { edgesOf, integral, medianStepMs, over, piecesOf, type Edges, type Interval, type Pieces } from './cover';
import type { LabelledPlant, TrueLog } from './labelled';

/**
 * Judges answers against a plant's truth. Truth is computed for the answer's own window and its own reference: d of a machine is its mean
 * true kW in the window minus that in the reference, over time the meter covers; U is the meter's own excess minus the sum of all d.
 * The true top is the largest of the d (groups merged) and U; its state is the one with the largest true kW inside it, window minus reference.
 */

export interface AnsweredCause {
  readonly machines: readonly string[];
  readonly state: string;
  readonly kw: number;
  readonly lowKw: number;
  readonly highKw: number;
}

/** What is judged of one spike; a `Finding` is one. */
export interface Answer {
  readonly startMs: number;
  readonly endMs: number;
  readonly reference: ReadonlyArray<Interval>;
  readonly excessKw: number;
  readonly causes: readonly AnsweredCause[];
  readonly unexplainedKw: number;
  readonly confidence: number;
}

/** One judged spike. */
export interface Fact {
  readonly startMs: number;
  readonly endMs: number;
  /** The meter's own excess, kW. */
  readonly excessKw: number;
  /** |claimed excess − excess| / excess. */
  readonly meterError: number;
  readonly trueTop: string;
  readonly trueState?: string;
  readonly trueKw: number;
  readonly saidTop: string;
  readonly saidState?: string;
  readonly saidKw: number;
  readonly confidence: number;
  readonly clear: boolean;
  readonly right: boolean;
  readonly rightMachine: boolean;
  readonly inThree: boolean;
  readonly misallocated: number;
  readonly unexplained: boolean;
  readonly saidUnexplained: boolean;
  /** Members of the answered top; 0 for unexplained. */
  readonly groupSize: number;
  /** Whether the top cause's true kW lies in its band; undefined when the remainder is on top. */
  readonly inBand?: boolean;
  /** True kW of the top cause, beside what was said of it: what bands are calibrated on. */
  readonly topCause?: { readonly trueKw: number; readonly kw: number; readonly lowKw: number; readonly highKw: number };
}

/** Stands where a machine's name would: no machine has an empty one. */
export const UNEXPLAINED = '';

/** A plant made ready for many answers: prefix sums and folded names. */
export interface Ready {
  readonly plant: LabelledPlant;
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
  readonly meter: { readonly pieces: Pieces; readonly kw: Float64Array; readonly sum: Float64Array; readonly ones: Float64Array; readonly covered: Float64Array };
  readonly truth: { readonly pieces: Pieces; readonly share: Float64Array; readonly shareSum: Float64Array; readonly kw: readonly Float64Array[]; readonly sums: readonly Float64Array[] };
}

/** O(samples × machines) once. */
export function readyToJudge(plant: LabelledPlant): Ready {
  const { meter, truth } = plant;
  const pieces = piecesOf(meter.timeMs);
  const ones = new Float64Array(meter.timeMs.length).fill(1);
  const covered = integral(pieces, ones);
  const truthPieces = piecesOf(truth.timeMs);
  // Only time the meter covers counts, so that truth and meter describe the same thing.
  const share = Float64Array.from(truthPieces.startMs, (fromMs, i) => {
    const toMs = truthPieces.endMs[i];
    return over(covered, ones, edgesOf(pieces, [[fromMs, toMs]])) / (toMs - fromMs);
  });
  const kw = truth.kw.map((column) => share.map((part, i) => part * column[i]));
  const stepMs = medianStepMs(meter.timeMs);
  return {
    plant, stepMs, startMs: meter.timeMs[0], endMs: meter.timeMs[meter.timeMs.length - 1] + stepMs,
    meter: { pieces, kw: meter.kw, sum: integral(pieces, meter.kw), ones, covered },
    truth: { pieces: truthPieces, share, shareSum: integral(truthPieces, share), kw, sums: kw.map((column) => integral(truthPieces, column)) },
  };
}

/** Mean of the meter over the intervals and how long it covers them; NaN kW where it has no sample. */
function meterOver({ meter }: Ready, intervals: readonly Interval[]): { readonly kw: number; readonly coveredMs: number } {
  const edges = edgesOf(meter.pieces, intervals);
  const coveredMs = over(meter.covered, meter.ones, edges);
  return { kw: over(meter.sum, meter.kw, edges) / coveredMs, coveredMs };
}

/**
 * One answer against the truth. Undefined when the meter shows no excess there: such a spike has nothing to explain.
 * @throws RangeError when window or reference holds no sample of the meter
 * O(machines × intervals × log n)
 */
export function judge(ready: Ready, answer: Answer): Fact | undefined {
  const window: readonly Interval[] = [[answer.startMs, answer.endMs]];
  const inWindow = meterOver(ready, window);
  const around = meterOver(ready, answer.reference);
  if (!(inWindow.coveredMs > 0) || !(around.coveredMs > 0)) {
    throw new RangeError(`spike at ${answer.startMs}: the window or the reference holds no meter sample`);
  }
  const excessKw = inWindow.kw - around.kw;
  if (!(excessKw > 0)) {
    return undefined;
  }
  const spans = spansOf(ready, window, answer.reference);
  return factOf(ready, answer, excessKw, spans);
}

interface Spans {
  readonly window: readonly Interval[];
  readonly reference: readonly Interval[];
  readonly windowMs: number;
  readonly referenceMs: number;
  readonly windowEdges: Edges;
  readonly referenceEdges: Edges;
}

function spansOf({ truth }: Ready, window: readonly Interval[], reference: readonly Interval[]): Spans {
  const windowEdges = edgesOf(truth.pieces, window);
  const referenceEdges = edgesOf(truth.pieces, reference);
  return {
    window, reference, windowEdges, referenceEdges,
    windowMs: over(truth.shareSum, truth.share, windowEdges), referenceMs: over(truth.shareSum, truth.share, referenceEdges),
  };
}

function rise({ truth }: Ready, m: number, spans: Spans): number {
  return over(truth.sums[m], truth.kw[m], spans.windowEdges) / spans.windowMs - over(truth.sums[m], truth.kw[m], spans.referenceEdges) / spans.referenceMs;
}

/** True kW of a machine inside each of its states (folded), window minus reference. */
function stateRises(ready: Ready, m: number, spans: Spans): Map<string, number> {
  const { truth, plant } = ready;
  const log = plant.trueLogs.get(plant.truth.machines[m]);
  const rises = new Map<string, number>();
  for (const [intervals, lengthMs] of log ? ([[spans.window, spans.windowMs], [spans.reference, -spans.referenceMs]] as const) : []) {
    for (const [fromMs, toMs, state] of staysIn(log ?? NO_LOG, intervals)) {
      const kw = over(truth.sums[m], truth.kw[m], edgesOf(truth.pieces, [[fromMs, toMs]])) / lengthMs;
      rises.set(state, (rises.get(state) ?? 0) + kw);
    }
  }
  return rises;
}

const NO_LOG: TrueLog = { timeMs: new Float64Array(0), states: [] };

function* staysIn({ timeMs, states }: TrueLog, intervals: readonly Interval[]): Generator<readonly [number, number, string]> {
  for (const [fromMs, toMs] of intervals) {
    for (let i = Math.max(0, upperBound(timeMs, fromMs) - 1); i < timeMs.length; i++) {
      const startMs = i === 0 ? -Infinity : timeMs[i];
      if (startMs >= toMs) {
        break;
      }
      const low = Math.max(fromMs, startMs);
      const high = Math.min(toMs, timeMs[i + 1] ?? Infinity);
      if (high > low) {
        yield [low, high, folded(states[i])];
      }
    }
  }
}

export function folded(state: string): string {
  return state.trim().toLowerCase();
}

interface SaidLine {
  kw: number;
  best: AnsweredCause;
}

function factOf(ready: Ready, answer: Answer, excessKw: number, spans: Spans): Fact {
  const { machines } = ready.plant.truth;
  const rises = machines.map((_, m) => rise(ready, m, spans));
  const unexplainedKw = excessKw - rises.reduce((sum, kw) => sum + kw, 0);
  const said = new Map<string, SaidLine>();
  const groupOf = new Map<string, string>();
  for (const cause of answer.causes) {
    const group = groupName(cause.machines);
    cause.machines.forEach((machine) => groupOf.set(machine, group));
    const line = said.get(group);
    said.set(group, { kw: (line?.kw ?? 0) + cause.kw, best: line && line.best.kw >= cause.kw ? line.best : cause });
  }
  const trueKw = new Map<string, number>();
  machines.forEach((machine, m) => {
    const group = groupOf.get(machine) ?? machine;
    trueKw.set(group, (trueKw.get(group) ?? 0) + rises[m]);
  });
  const trueTop = topOf(trueKw, unexplainedKw);
  const ranked = [...[...said].map(([group, { kw }]) => ({ group, kw })), { group: UNEXPLAINED, kw: answer.unexplainedKw }].sort((a, b) => b.kw - a.kw);
  const top = said.get(ranked[0].group)?.best;
  const rightMachine = ranked[0].group === trueTop;
  const trueState = trueTop === UNEXPLAINED ? undefined : largest(groupRises(ready, membersOf(trueTop), spans));
  const order = [...trueKw.values(), unexplainedKw].sort((a, b) => b - a);
  const topCause = top && { trueKw: groupRises(ready, top.machines, spans).get(folded(top.state)) ?? 0, kw: top.kw, lowKw: top.lowKw, highKw: top.highKw };
  return {
    startMs: answer.startMs, endMs: answer.endMs, excessKw, meterError: Math.abs(answer.excessKw - excessKw) / Math.max(excessKw, 1e-6),
    trueTop, trueState, trueKw: order[0], saidTop: ranked[0].group, saidState: top?.state, saidKw: ranked[0].kw, confidence: answer.confidence,
    clear: order[0] >= 0.4 * excessKw && (order.length < 2 || order[0] >= 1.4 * order[1]),
    right: rightMachine && (trueTop === UNEXPLAINED || (top !== undefined && folded(top.state) === trueState)),
    rightMachine, inThree: ranked.slice(0, 3).some(({ group }) => group === trueTop),
    misallocated: Math.min(1, misplaced(said, trueKw, answer.unexplainedKw - unexplainedKw) / 2 / excessKw),
    unexplained: trueTop === UNEXPLAINED, saidUnexplained: top === undefined, groupSize: top?.machines.length ?? 0,
    inBand: topCause && topCause.lowKw <= topCause.trueKw && topCause.trueKw <= topCause.highKw, topCause,
  };
}

const SEPARATOR = '\u0000';

function groupName(machines: readonly string[]): string {
  return [...machines].sort().join(SEPARATOR);
}

function membersOf(group: string): readonly string[] {
  return group.split(SEPARATOR);
}

/** The first of equals, as they stand in the truth; the remainder only when it is larger than every machine. */
function topOf(trueKw: ReadonlyMap<string, number>, unexplainedKw: number): string {
  const group = largest(trueKw);
  return group === undefined || unexplainedKw > (trueKw.get(group) ?? 0) ? UNEXPLAINED : group;
}

function largest(kw: ReadonlyMap<string, number>): string | undefined {
  let best: string | undefined;
  for (const [name, value] of kw) {
    best = best === undefined || value > (kw.get(best) ?? 0) ? name : best;
  }
  return best;
}

function groupRises(ready: Ready, members: readonly string[], spans: Spans): Map<string, number> {
  const total = new Map<string, number>();
  for (const member of members) {
    const m = ready.plant.truth.machines.indexOf(member);
    for (const [state, kw] of m < 0 ? [] : stateRises(ready, m, spans)) {
      total.set(state, (total.get(state) ?? 0) + kw);
    }
  }
  return total;
}

/** kW booked on the wrong line, each counted where it is missing and where it is too much. */
function misplaced(said: ReadonlyMap<string, SaidLine>, trueKw: ReadonlyMap<string, number>, remainderOffKw: number): number {
  let off = Math.abs(remainderOffKw);
  for (const [group, kw] of trueKw) {
    off += Math.abs((said.get(group)?.kw ?? 0) - kw);
  }
  for (const [group, { kw }] of said) {
    off += trueKw.has(group) ? 0 : Math.abs(kw);
  }
  return off;
}

/** Start and end of the meter's largest excursions above the centred three-hour median of its block means; what a detector must not miss. */
export function excursions(ready: Ready, most = 10, apartMs = 30 * 60_000, halfMs = 90 * 60_000): Array<readonly [startMs: number, endMs: number]> {
  const blockMs = Math.max(300_000, ready.stepMs);
  const starts: number[] = [];
  const means: number[] = [];
  for (let k = Math.floor(ready.startMs / blockMs); k <= Math.floor(ready.endMs / blockMs); k++) {
    const { kw, coveredMs } = meterOver(ready, [[k * blockMs, (k + 1) * blockMs]]);
    if (coveredMs >= 0.5 * blockMs) {
      starts.push(k * blockMs);
      means.push(kw);
    }
  }
  const stamps = Float64Array.from(starts);
  const above = starts.map((startMs, i) => {
    const near = Float64Array.from(means.slice(lowerBound(stamps, startMs - halfMs), upperBound(stamps, startMs + halfMs))).sort();
    return { startMs, kw: means[i] - (near[(near.length - 1) >> 1] + near[near.length >> 1]) / 2 };
  }).sort((a, b) => b.kw - a.kw || b.startMs - a.startMs);
  const found: number[] = [];
  for (const { startMs, kw } of above) {
    if (kw <= 0 || found.length === most) {
      break;
    }
    if (found.every((other) => Math.abs(startMs - other) >= apartMs)) {
      found.push(startMs);
    }
  }
  return found.map((startMs) => [startMs, startMs + blockMs] as const);
}

/** How well the spikes themselves were found. */
export interface Detection {
  readonly spikes: number;
  readonly flagged: number;
  readonly covered10?: number;
  readonly spikesPerDay: number;
}

export function detection(ready: Ready, answers: readonly Answer[]): Detection {
  const lengthMs = ready.endMs - ready.startMs;
  const hit = excursions(ready).map(([fromMs, toMs]) => (answers.some((one) => one.startMs < toMs && one.endMs > fromMs) ? 1 : 0));
  return {
    spikes: answers.length, flagged: answers.reduce((sum, one) => sum + one.endMs - one.startMs, 0) / lengthMs,
    covered10: mean(hit), spikesPerDay: answers.length / (lengthMs / 86_400_000),
  };
}

/** How many spikes of a plant are scored: the largest by the meter's own excess energy. */
export const SCORED = 150;

/** The scored facts of one plant, largest excess energy first. Spikes without excess are left out. `answer` is the index in `answers`. */
export function scored(ready: Ready, answers: readonly Answer[], most = SCORED): ReadonlyArray<{ readonly fact: Fact; readonly answer: number }> {
  return answers
    .flatMap((answer, index) => {
      const fact = judge(ready, answer);
      return fact ? [{ fact, answer: index }] : [];
    })
    .sort((a, b) => energy(b.fact) - energy(a.fact))
    .slice(0, most);
}

function energy(fact: Fact): number {
  return fact.excessKw * (fact.endMs - fact.startMs);
}

/** Undefined where nothing defines it: no unexplained spike, no false alarm rate. */
export interface Summary {
  readonly scored: number;
  readonly clear: number;
  readonly clearTop1?: number;
  readonly top1?: number;
  readonly machineTop1?: number;
  readonly top3?: number;
  readonly misallocated?: number;
  readonly unexplainedTrue: number;
  readonly far?: number;
  readonly unexplainedRecall?: number;
  readonly falseUnexplained?: number;
  readonly ece?: number;
  readonly precision80?: number;
  readonly confident80?: number;
  readonly band?: number;
  readonly groupedTop?: number;
  /** Share of spikes for which a machine is named with confidence ≥ 0.5, rightly or not. */
  readonly named?: number;
  readonly meterError?: number;
}

export function summarise(facts: readonly Fact[]): Summary {
  const clear = facts.filter((fact) => fact.clear);
  const unexplained = facts.filter((fact) => fact.unexplained);
  const sure = facts.filter((fact) => fact.confidence >= 0.8);
  const share = (of: readonly Fact[], is: (fact: Fact) => boolean | undefined): number | undefined => mean(of.map((fact) => (is(fact) ? 1 : 0)));
  return {
    scored: facts.length, clear: clear.length, clearTop1: share(clear, (fact) => fact.right), top1: share(facts, (fact) => fact.right),
    machineTop1: share(facts, (fact) => fact.rightMachine), top3: share(facts, (fact) => fact.inThree), misallocated: mean(facts.map((fact) => fact.misallocated)),
    unexplainedTrue: unexplained.length, far: share(unexplained, (fact) => !fact.saidUnexplained && fact.confidence >= 0.5),
    unexplainedRecall: share(unexplained, (fact) => fact.saidUnexplained),
    falseUnexplained: share(facts.filter((fact) => !fact.unexplained), (fact) => fact.saidUnexplained),
    ece: calibrationError(facts), precision80: share(sure, (fact) => fact.rightMachine), confident80: facts.length > 0 ? sure.length / facts.length : undefined,
    band: share(facts.filter((fact) => fact.inBand !== undefined), (fact) => fact.inBand), groupedTop: share(facts, (fact) => fact.groupSize > 1),
    named: share(facts, (fact) => !fact.saidUnexplained && fact.confidence >= 0.5),
    meterError: facts.length > 0 ? Math.max(...facts.map((fact) => fact.meterError)) : undefined,
  };
}

/** Expected calibration error of the machine-level top line, in ten bins of confidence. */
export function calibrationError(facts: ReadonlyArray<Pick<Fact, 'confidence' | 'rightMachine'>>): number | undefined {
  if (facts.length === 0) {
    return undefined;
  }
  const bins = Array.from({ length: 10 }, () => ({ confidence: 0, right: 0 }));
  for (const { confidence, rightMachine } of facts) {
    const bin = bins[Math.min(9, Math.floor(confidence * 10))];
    bin.confidence += confidence;
    bin.right += rightMachine ? 1 : 0;
  }
  // |mean confidence − share right| weighted by the bin's share of the facts: the counts cancel.
  return bins.reduce((sum, bin) => sum + Math.abs(bin.confidence - bin.right), 0) / facts.length;
}

function mean(values: readonly number[]): number | undefined {
  return values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : undefined;
}
