import { DAY_MS, HOUR_MS, LEARNING_DEFAULTS, MINUTE_MS, planLearning, windowFor, type LearningPlan, type Notice, type TimeRange } from '../base';
import type { LoadLimits } from './limits';
import { duration } from './text';
import type { Failure, MeterSource, Outcome, PlantQuestion } from './types';

/** What a question costs before it is sent, and what coarser windows make of one that costs too much. */

/** points = windows × series × values. */
export interface Cost {
  readonly series: number;
  readonly windows: number;
  /** Functions of one window: 2 where the largest stands beside the mean. */
  readonly values: number;
}

export interface Budget {
  readonly windowMs: number;
  readonly plan: LearningPlan;
  /** Undefined for what is not asked. */
  readonly view: Cost | undefined;
  readonly learn: Cost | undefined;
  /** Windows that are longer than they might be, and why. */
  readonly notices: readonly Notice[];
}

/** A longer window hides the demand that a contract is billed by (15 min in most of Europe), so it is never chosen without a warning. */
const DEMAND_WINDOW_MS = 15 * MINUTE_MS;

export function pointsOf({ series, windows, values }: Cost): number {
  return series * windows * values;
}

/** "3 series × 288 windows, at most 864 points". */
export function costText(cost: Cost): string {
  const { series, windows, values } = cost;
  return `${series} series × ${number(windows)} windows${values === 1 ? '' : ` × ${values} values`}, at most ${number(pointsOf(cost))} points`;
}

/** @returns over-budget, with the numbers, where no window is coarse enough */
export function budgetOf(question: PlantQuestion, meter: MeterSource | undefined, zone: string, limits: LoadLimits): Outcome<Budget> {
  const { view: range, parts } = question;
  const tooLong = lengthObstacle(range, parts, limits);
  if (tooLong) {
    return { kind: 'failed', failure: tooLong };
  }
  const windowMs = viewWindowMs(question, meter, limits);
  const wantedMs = windowFor(range.endMs - range.startMs, question.maxPoints);
  const view = meter && parts.meter ? costOf(range, windowMs, meter.kind === 'counter' ? 1 : 2) : undefined;
  const plan = planWithin(range, zone, limits, view ? pointsOf(view) : 0);
  const learn = meter && parts.learning ? costOf(plan.read, plan.stepMs, 1) : undefined;
  const points = (view ? pointsOf(view) : 0) + (learn ? pointsOf(learn) : 0);
  if (points > limits.pointsPerRefresh || (learn && plan.stepMs > DEMAND_WINDOW_MS)) {
    return { kind: 'failed', failure: overBudget(points, plan, limits) };
  }
  const notices = [
    ...(view && windowMs > wantedMs ? [coarsened('The view', wantedMs, windowMs, limits)] : []),
    ...(learn && plan.stepMs > planLearning(range, zone).stepMs ? [coarsened('The learning range', planLearning(range, zone).stepMs, plan.stepMs, limits)] : []),
  ];
  return { kind: 'ok', value: { windowMs, plan, view, learn, notices } };
}

function viewWindowMs({ view, maxPoints }: PlantQuestion, meter: MeterSource | undefined, limits: LoadLimits): number {
  const lengthMs = view.endMs - view.startMs;
  const affordable = Math.max(1, Math.floor(limits.pointsPerQuery / (meter?.kind === 'counter' ? 1 : 2)));
  return windowFor(lengthMs, Math.min(maxPoints, affordable), lengthMs > limits.freeRangeDays * DAY_MS ? HOUR_MS : undefined);
}

/** The usual plan; where limits are set lower its windows are longer, so that all of it fits one refresh. */
function planWithin(view: TimeRange, zone: string, limits: LoadLimits, spent: number): LearningPlan {
  const usual = planLearning(view, zone);
  const share = (LEARNING_DEFAULTS.days * DAY_MS) / (usual.read.endMs - usual.read.startMs);
  const budgetPoints = Math.floor(Math.min(LEARNING_DEFAULTS.budgetPoints, limits.pointsPerQuery, (limits.pointsPerRefresh - spent) * share));
  return budgetPoints >= 1 ? planLearning(view, zone, { ...LEARNING_DEFAULTS, budgetPoints }) : usual;
}

function costOf(range: TimeRange, windowMs: number, values: number): Cost {
  return { series: 1, windows: Math.ceil((range.endMs - range.startMs) / windowMs), values };
}

/** Only windows can be made longer: changes of state are read one by one, and history is learnt at full detail. */
function lengthObstacle({ startMs, endMs }: TimeRange, { learning, machines }: PlantQuestion['parts'], limits: LoadLimits): Failure | undefined {
  const days = Math.ceil((endMs - startMs) / DAY_MS);
  const detailed = learning || machines;
  const most = detailed ? limits.freeRangeDays : limits.longestRangeDays;
  return endMs - startMs <= most * DAY_MS ? undefined : {
    kind: 'over-budget',
    text: `The range is ${days} days long, and at most ${most} are read at once${detailed ? ' where machines are looked at' : ''}.`,
    advice: detailed && days <= limits.longestRangeDays ? 'Choose a shorter range, or the query kind “Meter only” to look at all of it by windows of an hour or more.' : 'Choose a shorter range.',
  };
}

function overBudget(points: number, { stepMs, read }: LearningPlan, limits: LoadLimits): Failure {
  return {
    kind: 'over-budget',
    text: `This would read up to ${number(points)} points (history of ${Math.round((read.endMs - read.startMs) / DAY_MS)} days by windows of ${duration(stepMs)}), and the limits are ${number(limits.pointsPerQuery)} a query and ${number(limits.pointsPerRefresh)} a refresh.`,
    advice: 'Choose a shorter range, or raise the limits of load in the data source’s settings.',
  };
}

function coarsened(what: string, wantedMs: number, windowMs: number, limits: LoadLimits): Notice {
  const long = windowMs > DEMAND_WINDOW_MS;
  return {
    severity: long ? 'warning' : 'info', code: 'coarsened',
    text: `${what} is read by windows of ${duration(windowMs)} in place of ${duration(wantedMs)}, to stay within ${number(limits.pointsPerQuery)} points a query, ${number(limits.pointsPerRefresh)} a refresh and ${limits.freeRangeDays} days at full detail; the largest value of each window is kept.${long ? ` That is longer than a demand window of ${duration(DEMAND_WINDOW_MS)}: demand cannot be read from it.` : ''}`,
  };
}

function number(value: number): string {
  return value.toLocaleString('en');
}
