import { machineLines, type Finding } from '../engine';

/** Turns a finding into the rows of its table: small ones folded, integers that still add up. */

export interface Row {
  readonly machines: readonly string[];
  readonly state: string;
  readonly kw: number;
  /** Half of the 90 % interval. */
  readonly plusMinusKw: number;
  readonly roundedKw: number;
  readonly roundedKwh: number;
}

export interface Table {
  readonly rows: readonly Row[];
  /** Under 4 % of the excess each. */
  readonly smaller: readonly Row[];
  readonly unexplained: Row;
  readonly excessKw: number;
  readonly excessKwh: number;
  readonly referenceKw: number;
}

export function tableOf(finding: Finding): Table {
  const all = [...machineLines(finding), {
    machines: [], state: '', kw: finding.unexplainedKw, lowKw: finding.unexplainedLowKw, highKw: finding.unexplainedHighKw,
  }];
  const kwhPerKw = finding.excessKw > 0 ? finding.excessKwh / finding.excessKw : 0;
  const roundedKw = closing(all.map(({ kw }) => kw));
  const roundedKwh = closing(all.map(({ kw }) => kw * kwhPerKw));
  const rows = all.map(({ machines, state, kw, lowKw, highKw }, i): Row => ({
    machines, state, kw, plusMinusKw: (highKw - lowKw) / 2, roundedKw: roundedKw[i] ?? 0, roundedKwh: roundedKwh[i] ?? 0,
  }));
  const unexplained = rows.pop()!;
  const isSmall = ({ kw }: Row) => Math.abs(kw) < 0.04 * finding.excessKw;
  const smaller = rows.filter(isSmall);
  const fold = smaller.length > 1;
  return {
    rows: fold ? rows.filter((row) => !isSmall(row)) : rows, smaller: fold ? smaller : [], unexplained,
    excessKw: Math.round(finding.excessKw), excessKwh: Math.round(finding.excessKwh), referenceKw: Math.round(finding.referenceKw),
  };
}

/** Integers whose sum is the rounded sum: those with the largest remainders are rounded up. */
export function closing(values: readonly number[]): number[] {
  const floors = values.map(Math.floor);
  let missing = Math.round(values.reduce((sum, value) => sum + value, 0)) - floors.reduce((sum, value) => sum + value, 0);
  const byRemainder = values.map((value, i) => ({ i, remainder: value - Math.floor(value) })).sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  for (const { i } of byRemainder) {
    if (missing-- > 0) {
      floors[i] = (floors[i] ?? 0) + 1;
    }
  }
  return floors;
}
