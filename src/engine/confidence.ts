import { CONFIDENCE_WEIGHTS } from './calibration';
import { normal, uniform } from './random';

/** How sure it is that the largest line of a ledger is the largest true contributor. */

/** One machine, or group, of one ledger: its net kW, the variance of that, and its states. */
export interface Line {
  readonly owner: number;
  kw: number;
  variance: number;
  readonly states: Map<string, { readonly kw: number; readonly variance: number; readonly variationKw: number; readonly shown: boolean }>;
}

export interface Circumstances {
  /** Length of the spike in rows of the fit. */
  readonly rows: number;
  /** What the model is off by, in the mean, over ten minutes against the hour around it, kW. */
  readonly typicalErrorKw: number;
  /** Share of this meter's swings that the states explain. */
  readonly skill: number;
  /** How often this meter moves with no state to show for it, 0..1. */
  readonly strangeShare: number;
  /** What stayed unexplained before any of it was laid on variation inside states, kW. */
  readonly remainderBeforeKw: number;
  /** How often the top line's largest state was entered while learning. */
  readonly entriesOf: (line: Line) => number;
  readonly unknownInSpike: boolean;
  /** Whether the top line, or the remainder where none is given, hangs on a clock that is off. */
  readonly clockInDoubt: (top: Line | undefined) => boolean;
}

export interface Judged {
  readonly confidence: number;
  readonly topIsUnexplained: boolean;
  readonly unexplainedSdKw: number;
  /** What the confidence was computed from, in the order of FEATURES. */
  readonly features: readonly number[];
}

const DRAWS = 300;
/**
 * Log odds by which a machine's name is held back further: a wrong name costs more than an honest "possible". The weights
 * themselves were fitted with a machine that is blamed for what nobody reported counting many times (calibrate.ts).
 */
export const CAUTION = 0.15;
/** Lines nearer to each other than this share of the excess are nearly equal. */
const NEARLY_EQUAL = 0.1;

/** What each number says; the weights of calibration.ts stand in this order. */
export const FEATURES = [
  'log odds that the top stays on top when the lines are drawn within their errors, −4 to 4',
  'top line as a share of the excess, 0 to 1.2',
  'how far the second line stands back, as a share of the excess, 0 to 1',
  'size of the remainder as a share of the excess, 0 to 1',
  'the top line is the remainder, 0 or 1',
  'share of this meter’s swings that the states explain, 0 to 1; 0 where the remainder is on top',
  'the same where the remainder is on top; else 0',
  'share of the top line that is variation inside a state, 0 to 1',
  'typical error of the model as a share of the excess, 0 to 1.5',
  'share of windows that this meter moved with no state to show for it, 0 to 0.3',
  'length of the spike, log2 of its rows over 8, 0 to 1',
  'log2 of one and the entries of the top state, over 8, 0 to 1; 1 where the remainder is on top',
  'top line as a share of the excess where it is the remainder; else 0',
  'typical error where the remainder is on top; else 0',
  'how far the remainder stood above the top line before variation was told from it, as a share of the excess, −1 to 1; 0 where it is on top',
  'deviation of the remainder as a share of the excess, 0 to 1.5',
  'sum of what lines took away, as a share of the excess, 0 to 1',
  'lines of at least 15 % of the excess, over 8, 0 to 1',
  'how far the second line stands back, in tenths of the excess, 0 to 1: two lines that are nearly equal are a coin’s throw, however small the errors seem',
] as const;

/**
 * Draws the lines within their errors and counts how often the top stays on top, then lets that share, the shape of the
 * ledger and how well this meter is explained at all speak together, with weights fitted on labelled simulated plants of
 * many kinds (calibration.ts). Where states explain little of this meter's swings the answer is trusted less, smoothly and
 * not at a cliff. O(300 × lines)
 */
export function confidenceOf(lines: readonly Line[], unexplainedKw: number, excessKw: number, at: Circumstances): Judged {
  const excess = Math.max(excessKw, 1e-9);
  const remainderSd = 0.05 * excess + 0.3 * at.typicalErrorKw;
  const kw = [...lines.map((line) => line.kw), unexplainedKw];
  let top = kw.length - 1;
  for (let i = 0; i < kw.length; i++) {
    top = kw[i] > kw[top] ? i : top;
  }
  const topIsUnexplained = top === kw.length - 1;
  let second = -Infinity;
  kw.forEach((value, i) => (second = i !== top ? Math.max(second, value) : second));
  const stays = lines.length > 0 ? shareOnTop(lines, unexplainedKw, remainderSd, top) : 0.6;
  const unexplainedSdKw = Math.sqrt(lines.reduce((sum, line) => sum + line.variance, remainderSd * remainderSd));
  const own = topIsUnexplained ? undefined : lines[top];
  const variation = own ? [...own.states.values()].reduce((sum, state) => sum + state.variationKw, 0) / Math.max(own.kw, 1e-9) : 0;
  const remainder = topIsUnexplained ? 1 : 0;
  const share = within(kw[top] / excess, 0, 1.2);
  const error = within(at.typicalErrorKw / excess, 0, 1.5);
  const features = [
    within(logOdds(within(stays, 0.01, 0.99)), -4, 4),
    share,
    lines.length > 0 ? within((kw[top] - second) / excess, 0, 1) : 1,
    within(Math.abs(unexplainedKw) / excess, 0, 1),
    remainder,
    (1 - remainder) * within(at.skill, 0, 1),
    remainder * within(at.skill, 0, 1),
    within(variation, 0, 1),
    error,
    at.strangeShare,
    within(Math.log2(Math.max(1, at.rows)) / 8, 0, 1),
    own ? within(Math.log2(1 + at.entriesOf(own)) / 8, 0, 1) : 1,
    remainder * share,
    remainder * error,
    (1 - remainder) * within((at.remainderBeforeKw - kw[top]) / excess, -1, 1),
    within(unexplainedSdKw / excess, 0, 1.5),
    within(lines.reduce((sum, line) => sum - Math.min(0, line.kw), 0) / excess, 0, 1),
    within(lines.filter((line) => line.kw >= 0.15 * excess).length / 8, 0, 1),
    lines.length > 0 ? within((kw[top] - second) / (NEARLY_EQUAL * excess), 0, 1) : 1,
  ];
  const { intercept, features: weights } = CONFIDENCE_WEIGHTS;
  const odds = features.reduce((sum, x, i) => sum + x * weights[i], intercept);
  const raw = sureness(odds, topIsUnexplained, CONFIDENCE_WEIGHTS);
  return {
    confidence: at.unknownInSpike || at.clockInDoubt(own) ? Math.min(raw, MOST_IN_DOUBT) : raw,
    topIsUnexplained, unexplainedSdKw, features,
  };
}

/**
 * Weights by which blame counts many times say when to name a machine, and not how often that is right: a name that is held back is
 * right more often than they say. What stands at one half stays there, so no more is named; on either side the odds are
 * stretched to what was seen.
 */
export function sureness(odds: number, topIsUnexplained: boolean, { below, above }: { readonly below: number; readonly above: number }): number {
  const held = odds - CAUTION;
  return logistic(topIsUnexplained ? odds : held * (held < 0 ? below : above));
}

/** A machine whose state nobody knew may have drawn any part of the remainder, and so may one whose states are those of another hour. */
const MOST_IN_DOUBT = 0.5;

function within(x: number, low: number, high: number): number {
  return Math.max(low, Math.min(high, x));
}

/** Lines by size and not by name, so that the answer is the same whatever machines are called and whether others stood still. */
function shareOnTop(lines: readonly Line[], unexplainedKw: number, remainderSd: number, top: number): number {
  const order = lines.map((_, i) => i).sort((a, b) => lines[b].kw - lines[a].kw);
  const kw = Float64Array.from(order, (i) => lines[i].kw);
  const sd = Float64Array.from(order, (i) => Math.sqrt(lines[i].variance));
  const topAt = top === lines.length ? top : order.indexOf(top);
  let won = 0;
  for (let k = 0; k < DRAWS; k++) {
    won += winnerOf(kw, sd, unexplainedKw, remainderSd, k * (RANKS + 1)) === topAt ? 1 : 0;
  }
  return won / DRAWS;
}

/** Which line is largest in one draw; kw.length for the remainder. A function of its own, for it runs hundreds of times a spike. O(lines) */
function winnerOf(kw: Float64Array, sd: Float64Array, unexplainedKw: number, remainderSd: number, from: number): number {
  const draws = standardNormals();
  let best = -Infinity;
  let winner = -1;
  let moved = 0;
  for (let i = 0; i < kw.length; i++) {
    const by = sd[i] * draws[from + (i % RANKS)];
    moved += by;
    if (kw[i] + by > best) {
      best = kw[i] + by;
      winner = i;
    }
  }
  // What the lines gain the remainder loses: the excess itself is measured, not estimated.
  return unexplainedKw - moved + remainderSd * draws[from + RANKS] > best ? kw.length : winner;
}

/** The largest lines are drawn independently of each other; those after them, which matter little, take their turn with the same draws. */
const RANKS = 50;

let drawn: Float64Array | undefined;

/** A fixed list of standard normal numbers, drawn once: per draw one for each rank and one for the remainder. */
function standardNormals(): Float64Array {
  if (!drawn) {
    const draw = normal(uniform(1));
    drawn = Float64Array.from({ length: DRAWS * (RANKS + 1) }, () => draw());
  }
  return drawn;
}

function logOdds(p: number): number {
  return Math.log(p / (1 - p));
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
