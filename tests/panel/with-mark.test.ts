import { expect, it } from 'vitest';
import type { Finding, Investigation } from '../../src/engine';
import { withMark } from '../../src/panel/with-mark';

const finding = (startMs: number, endMs: number, excessKw: number, spottedBy: Finding['spottedBy'] = 'median') => ({ startMs, endMs, excessKw, spottedBy }) as Finding;
const answer = (findings: Finding[], skill: number, text?: string) => ({ findings, skill, notices: text ? [{ severity: 'warning', code: 'mark-outside', text }] : [] }) as unknown as Investigation;
const kw = ({ findings }: Investigation) => findings.map(({ startMs, excessKw }) => [startMs, excessKw]);

it('a marked window stands among the spikes in time order, and none of them changes its number', () => {
  const merged = withMark(answer([finding(0, 10, 215), finding(40, 50, 80)], 0.9), answer([finding(0, 10, 227), finding(20, 30, 6, 'hand'), finding(40, 50, 77)], 0.8));
  expect(kw(merged)).toEqual([[0, 215], [20, 6], [40, 80]]);
  expect(merged.skill).toBe(0.9);
});

it('a marked window stands in the place of the spikes that it overlaps, and touches no neighbour', () => {
  expect(kw(withMark(answer([finding(0, 10, 215), finding(10, 20, 80)], 1), answer([finding(5, 10, 90, 'hand'), finding(10, 20, 70)], 1)))).toEqual([[5, 90], [10, 80]]);
});

it('a mark outside the readings changes nothing, and that is said', () => {
  const merged = withMark(answer([finding(0, 10, 215)], 1), answer([finding(0, 10, 215)], 1, 'outside'));
  expect([kw(merged), merged.notices.map(({ text }) => text)]).toEqual([[[0, 215]], ['outside']]);
});
