import { normal, seedOf, uniform } from './random';

/** How sure it is that the largest line of a ledger is the largest true contributor. */

/** One machine, or group, of one ledger: its net kW, the variance of that, and its states. */
export interface Line {
  readonly owner: number;
  kw: number;
  variance: number;
  readonly states: Map<string, { readonly kw: number; readonly variance: number; readonly variationKw: number }>;
}

export interface Circumstances {
  readonly seedMs: number;
  /** Length of the spike in rows of the fit. */
  readonly rows: number;
  readonly sigmaKw: number;
  readonly phi: number;
  /** Share of this meter's swings that the states explain. */
  readonly skill: number;
  readonly unknownInSpike: boolean;
}

export interface Judged {
  readonly confidence: number;
  readonly topIsUnexplained: boolean;
  readonly unexplainedSdKw: number;
}

const DRAWS = 300;

/**
 * Draws the lines within their errors and counts how often the top stays on top, then corrects that share by how much
 * of the excess it is and how far the second stands back, with weights fitted on labelled simulated plants
 * (attribution.md 5.8: seed 1 of six levels). Where states explain little of this meter's swings the answer is trusted
 * less, smoothly and not at a cliff. Seeded by the spike's start. O(300 × lines)
 */
export function confidenceOf(lines: readonly Line[], unexplainedKw: number, excessKw: number, at: Circumstances): Judged {
  const excess = Math.max(excessKw, 1e-9);
  const remainderSd = 0.05 * excess + (0.3 * at.sigmaKw) / Math.sqrt(at.rows) / (1 - Math.min(at.phi, 0.9));
  const kw = [...lines.map((line) => line.kw), unexplainedKw];
  let top = kw.length - 1;
  for (let i = 0; i < kw.length; i++) {
    top = kw[i] > kw[top] ? i : top;
  }
  const topIsUnexplained = top === kw.length - 1;
  let second = -Infinity;
  kw.forEach((value, i) => (second = i !== top ? Math.max(second, value) : second));
  const stays = lines.length > 0 ? shareOnTop(lines, unexplainedKw, remainderSd, top, at.seedMs) : 0.6;
  const logit = Math.max(-4, Math.min(4, logOdds(Math.max(0.01, Math.min(0.99, stays)))));
  const share = Math.max(0, Math.min(1.2, kw[top] / excess));
  const gap = lines.length > 0 ? Math.max(0, Math.min(1, (kw[top] - second) / excess)) : 1;
  const rest = Math.max(0, Math.min(1, Math.abs(unexplainedKw) / excess));
  const raw = logistic(-0.45 + 0.35 * logit + 2.46 * share + 2.94 * gap + 0.31 * rest - (topIsUnexplained ? 3.36 : 0));
  const trust = logistic((at.skill - 0.45) / 0.05);
  const cautious = Math.min(raw, Math.max(0.05, at.skill));
  const confidence = trust * raw + (1 - trust) * cautious;
  const variance = lines.reduce((sum, line) => sum + line.variance, remainderSd * remainderSd);
  return {
    confidence: at.unknownInSpike ? Math.min(confidence, 0.5) : confidence,
    topIsUnexplained, unexplainedSdKw: Math.sqrt(variance),
  };
}

function shareOnTop(lines: readonly Line[], unexplainedKw: number, remainderSd: number, top: number, seedMs: number): number {
  const draw = normal(uniform(seedOf(seedMs)));
  const sd = lines.map((line) => Math.sqrt(line.variance));
  let won = 0;
  for (let k = 0; k < DRAWS; k++) {
    let best = -Infinity;
    let winner = -1;
    let moved = 0;
    for (let i = 0; i < lines.length; i++) {
      const by = sd[i] * draw();
      moved += by;
      if (lines[i].kw + by > best) {
        best = lines[i].kw + by;
        winner = i;
      }
    }
    // What the lines gain the remainder loses: the excess itself is measured, not estimated.
    if (unexplainedKw - moved + remainderSd * draw() > best) {
      winner = lines.length;
    }
    won += winner === top ? 1 : 0;
  }
  return won / DRAWS;
}

function logOdds(p: number): number {
  return Math.log(p / (1 - p));
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
