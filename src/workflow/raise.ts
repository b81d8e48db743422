import { DAY_MS } from '../base';
import { LIKELY, machineLines, wordFor, type Finding, type Verdict } from '../engine';
import { isNamed, sameVerdictSpike, verdictsOn, type GivenVerdict } from './verdict';

/** How much people's verdicts on earlier spikes raise the same cause now: bounded, visible, and never a kW. */

/**
 * Each earlier spike whose latest verdict confirmed this machine in this state multiplies the odds by 1.5, each that rejected it
 * takes one such confirmation away. At most three count, the word rises by one step at most, and the probability never
 * passes 0.95; what was said of spikes 90 days back and more counts no longer, whatever is in view. What people know helps, and the meter stays the judge. Nothing is raised where the unexplained is on top.
 */
export const RAISE_RULE = { oddsPerConfirmation: 1.5, mostCounted: 3, highest: 0.95, withinMs: 90 * DAY_MS } as const;

export interface Raised {
  /** Earlier spikes that count, after rejections. */
  readonly confirmations: number;
  readonly confidence: number;
  readonly verdict: Verdict;
  /** What the readings alone say. */
  readonly was: { readonly confidence: number; readonly verdict: Verdict };
}

/**
 * @param all verdicts of any meter and time; those on this spike itself, on later ones, on much earlier ones and on other meters do not count
 * @returns undefined when nothing is raised
 */
export function raisedBy(finding: Finding, meterId: string, all: readonly GivenVerdict[]): Raised | undefined {
  const top = machineLines(finding)[0];
  if (!top || finding.ranking.kind === 'not-ranked' || finding.verdict === 'unexplained' || finding.confidence >= RAISE_RULE.highest) {
    return undefined;
  }
  const earlier = all.filter((one) => isNamed(one.meterId, meterId) && one.startMs < finding.startMs && one.startMs > finding.startMs - RAISE_RULE.withinMs && !sameVerdictSpike(one, meterId, finding));
  const latest = latestPerSpike(earlier, meterId).filter((one) => namesLine(one, top));
  const net = latest.filter(({ kind }) => kind === 'confirmed').length - latest.filter(({ kind }) => kind === 'rejected').length;
  if (net <= 0) {
    return undefined;
  }
  const counted = Math.min(net, RAISE_RULE.mostCounted);
  const odds = (finding.confidence / (1 - finding.confidence)) * RAISE_RULE.oddsPerConfirmation ** counted;
  const confidence = Math.min(RAISE_RULE.highest, odds / (1 + odds), ceilingOf(finding.verdict));
  return { confirmations: net, confidence, verdict: wordFor(confidence), was: { confidence: finding.confidence, verdict: finding.verdict } };
}

function latestPerSpike(verdicts: readonly GivenVerdict[], meterId: string): GivenVerdict[] {
  return verdicts.filter((one) => verdictsOn(one, meterId, verdicts).at(-1) === one);
}

/** Of a group that is too large for its tags, those that are named and how many there are. */
function namesLine({ machines, unnamed = 0, state }: GivenVerdict, line: { readonly machines: readonly string[]; readonly state: string }): boolean {
  return machines.length + unnamed === line.machines.length && machines.every((known) => line.machines.some((machine) => isNamed(known, machine))) && (state === undefined || isNamed(state, line.state));
}

/** An unclear one may become possible, no more. */
function ceilingOf(verdict: Verdict): number {
  return verdict === 'unclear' ? LIKELY - 0.01 : 1;
}
