import type { PowerText } from '../chart';
import { machineLines, type Finding } from '../engine';

/** Turns a finding into the rows of its table: small ones folded, rounded numbers that still add up. */

export interface Row {
  readonly machines: readonly string[];
  readonly state: string;
  readonly kw: number;
  /** Half of the 90 % interval, kW. */
  readonly plusMinusKw: number;
  /** In display units, rounded so that all rows close. */
  readonly roundedKw: number;
  readonly roundedKwh: number;
}

export interface Table {
  readonly rows: readonly Row[];
  /** Under 4 % of the excess each, or beyond the most that are shown. */
  readonly smaller: readonly Row[];
  /** Both: every line of the machines. */
  readonly lines: readonly Row[];
  readonly unexplained: Row;
  readonly excessKw: number;
  readonly excessKwh: number;
  readonly referenceKw: number;
}

type Scale = Pick<PowerText, 'perKw' | 'decimals'>;

const WHOLE_KW: Scale = { perKw: 1, decimals: 0 };

/**
 * @param mostRows on a narrow screen only so many stand alone
 * Rounded numbers are in display units, kW and whole unless said otherwise.
 */
export function tableOf(finding: Finding, { perKw, decimals }: Scale = WHOLE_KW, mostRows = Infinity): Table {
  const all = [...machineLines(finding), {
    machines: [], state: '', kw: finding.unexplainedKw, lowKw: finding.unexplainedLowKw, highKw: finding.unexplainedHighKw,
  }];
  const kwhPerKw = finding.excessKw !== 0 ? finding.excessKwh / finding.excessKw : 0;
  const roundedKw = closing(all.map(({ kw }) => kw * perKw), decimals);
  const roundedKwh = closing(all.map(({ kw }) => kw * kwhPerKw * perKw), decimals);
  const rows = all.map(({ machines, state, kw, lowKw, highKw }, i): Row => ({
    machines, state, kw, plusMinusKw: (highKw - lowKw) / 2, roundedKw: roundedKw[i] ?? 0, roundedKwh: roundedKwh[i] ?? 0,
  }));
  const unexplained = rows.pop()!;
  const isSmall = (row: Row, i: number) => i >= mostRows || Math.abs(row.kw) < 0.04 * Math.abs(finding.excessKw);
  const fold = rows.filter(isSmall).length > 1;
  const [large, smaller] = [rows.filter((row, i) => !fold || !isSmall(row, i)), rows.filter((row, i) => fold && isSmall(row, i))];
  return {
    rows: large, smaller, lines: [...large, ...smaller], unexplained,
    excessKw: rounded(finding.excessKw * perKw, decimals), excessKwh: rounded(finding.excessKwh * perKw, decimals), referenceKw: rounded(finding.referenceKw * perKw, decimals),
  };
}

/** The rows that are folded, as one. */
export function foldedRow(smaller: readonly Row[]): Row {
  const sum = (pick: (row: Row) => number) => smaller.reduce((total, row) => total + pick(row), 0);
  return {
    machines: ['*'], state: '', kw: sum(({ kw }) => kw), roundedKw: sum((row) => row.roundedKw), roundedKwh: sum((row) => row.roundedKwh),
    plusMinusKw: Math.sqrt(sum((row) => row.plusMinusKw ** 2)),
  };
}

function rounded(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals;
}

/**
 * Numbers of so many decimals whose sum is the rounded sum: those with the largest remainders are rounded up.
 * @param sum where their sum was rounded beside others
 */
export function closing(values: readonly number[], decimals = 0, sum = values.reduce((all, value) => all + value, 0)): number[] {
  const per = 10 ** decimals;
  const scaled = values.map((value) => value * per);
  const floors = scaled.map(Math.floor);
  let missing = Math.round(sum * per) - floors.reduce((all, value) => all + value, 0);
  const byRemainder = scaled.map((value, i) => ({ i, remainder: value - Math.floor(value) })).sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  for (const { i } of byRemainder) {
    if (missing-- > 0) {
      floors[i] = (floors[i] ?? 0) + 1;
    }
  }
  return floors.map((value) => value / per);
}
