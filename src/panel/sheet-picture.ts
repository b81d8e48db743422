import { textUtil } from '@grafana/data';
import { HOUR_MS, lowerBound, type PowerReadings, type TimeRange } from '../base';
import { cutMiddle, estimatedWidth, kwTicks, lookOf, markOf, paletteOf, powerIn, timeTicks, truePeak, type PowerText, type StateLooks } from '../chart';
import { machineLines, powerOf, type Finding } from '../engine';
import { stepOf } from './evidence';
import { runsIn } from './runs';
import type { Plant } from './useAnswer';
import { hidden, stateWords, words } from './words';

/** The picture of the sheet as SVG text: demand, the hour around it, the excess as an area, and the lanes of the largest contributors. */

const WIDTH = 900;
const LEFT = 150;
const PLOT = 220;
const LANE = 20;
const MOST_LANES = 8;
/** Room for eight times below the plot. */
const TIMES_PX = 8 * 76;
/** More points than pixels would only blur. */
const COLUMNS = 600;

const palette = paletteOf({ isDark: false, text: '#1b1f27', textSecondary: '#586072', surface: '#ffffff', grid: '#e3e6eb' });

/** One hour on both sides of the spike. */
export function pictureOf(plant: Plant, finding: Finding, zone: string, looks: StateLooks, display: PowerText): string {
  const range: TimeRange = { startMs: finding.startMs - HOUR_MS, endMs: finding.endMs + HOUR_MS };
  const x = (ms: number) => LEFT + ((Math.max(range.startMs, Math.min(range.endMs, ms)) - range.startMs) / (range.endMs - range.startMs)) * (WIDTH - LEFT - 8);
  const power = powerOf(plant.learn ?? plant.view);
  const columns = demandColumns(power, range);
  // No line through a silence: three readings or columns that are missing.
  const gapMs = 4 * Math.max(stepOf(power), (range.endMs - range.startMs) / COLUMNS);
  // As in the panel's picture.
  const peak = truePeak(powerOf(plant.view), finding, zone);
  const highest = Math.max(peak.kw, ...columns.map(({ kw }) => kw));
  const lowest = Math.min(0, finding.referenceKw, ...columns.map(({ kw }) => kw));
  const ticks = kwTicks(highest, PLOT, display, lowest);
  const topKw = ticks.at(-1)?.at ?? highest;
  const y = (kw: number) => 8 + ((topKw - kw) / (topKw - lowest)) * PLOT;
  const machines = machineLines(finding).filter(({ kw }) => kw > 0).flatMap((line) => line.machines).slice(0, MOST_LANES);
  const lanes = machines.flatMap((id) => plant.machines.filter(({ machineId }) => machineId === id));
  const height = 8 + PLOT + 24 + lanes.length * LANE;
  const reference = finding.reference.map(([from, to]) => `<line x1="${n(x(from))}" x2="${n(x(to))}" y1="${n(y(finding.referenceKw))}" y2="${n(y(finding.referenceKw))}" stroke="${palette.accent}" stroke-width="3"/>`);
  return `<svg viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui,sans-serif" font-size="11" fill="${palette.textSecondary}" role="img" aria-label="${words.onSheet.picture}">
${ticks.map(({ at: kw, text }) => `<line x1="${LEFT}" x2="${WIDTH - 8}" y1="${n(y(kw))}" y2="${n(y(kw))}" stroke="${palette.grid}"/><text x="${LEFT - 6}" y="${n(y(kw) + 4)}" text-anchor="end">${textUtil.escapeHtml(text)}</text>`).join('')}
<rect x="${n(x(finding.startMs))}" y="${n(y(finding.meanKw))}" width="${n(x(finding.endMs) - x(finding.startMs))}" height="${n(Math.max(0, y(finding.referenceKw) - y(finding.meanKw)))}" fill="${palette.accent}" fill-opacity=".25" stroke="${palette.accent}"/>
<path d="${columns.map(({ ms, kw }, i) => `${ms - (columns[i - 1]?.ms ?? 0) > gapMs ? 'M' : 'L'}${n(x(ms))} ${n(y(kw))}`).join('')}" fill="none" stroke="${palette.text}" stroke-width="1.2"/>
${reference.join('')}
<circle cx="${n(x(peak.atMs))}" cy="${n(y(peak.kw))}" r="3.5" fill="none" stroke="${palette.accent}" stroke-width="2"/>
<text x="${n(x(peak.atMs) + 7)}" y="${n(Math.max(10, y(peak.kw) - 6))}" fill="${palette.text}" stroke="#fff" stroke-width="3" paint-order="stroke">${words.onSheet.peak(powerIn(display, peak.kw), peak.when)}</text>
${timeTicks({ ...range, endMs: range.endMs - 1 }, zone, TIMES_PX).map(({ at, text }) => `<text x="${n(x(at))}" y="${8 + PLOT + 16}" text-anchor="middle">${text}</text>`).join('')}
${lanes.map((log, i) => {
    const top = 8 + PLOT + 24 + i * LANE;
    const runs = runsIn(log, range).map(({ state, startMs, endMs }) => {
      const { of, colour } = lookOf(looks, log.machineId, state);
      const mark = markOf(palette, of, colour);
      const wide = x(endMs) - x(startMs) > 6.5 * state.length + 6;
      // As in the lanes of the panel: where nothing runs the bar is lower, also in print.
      const low = mark.pattern === 'low' ? 4 : 0;
      return `<rect x="${n(x(startMs))}" y="${top + low}" width="${n(x(endMs) - x(startMs))}" height="${LANE - 5 - low}" fill="${mark.fill ?? 'none'}" stroke="${mark.line}" stroke-width=".7"/>${wide ? `<text x="${n(x(startMs) + 3)}" y="${top + 11}" fill="${palette.text}">${textUtil.escapeHtml(stateWords(state))}</text>` : ''}`;
    });
    return `<text x="0" y="${top + 11}" fill="${palette.text}">${textUtil.escapeHtml(cutMiddle(hidden(log.machineId), LEFT - 6, 11, estimatedWidth))}</text>${runs.join('')}`;
  }).join('')}
</svg>`;
}

const n = (value: number): string => String(Math.round(value * 10) / 10);

/** Mean demand of each column that has a reading. O(readings in the range) */
function demandColumns({ timeMs, demandKw }: PowerReadings, { startMs, endMs }: TimeRange): Array<{ readonly ms: number; readonly kw: number }> {
  const columns = new Map<number, { sum: number; count: number }>();
  for (let i = lowerBound(timeMs, startMs); i < timeMs.length && timeMs[i]! < endMs; i++) {
    const kw = demandKw[i]!;
    if (Number.isFinite(kw)) {
      const column = Math.floor(((timeMs[i]! - startMs) / (endMs - startMs)) * COLUMNS);
      const sums = columns.get(column) ?? { sum: 0, count: 0 };
      columns.set(column, { sum: sums.sum + kw, count: sums.count + 1 });
    }
  }
  return [...columns].sort(([a], [b]) => a - b).map(([column, { sum, count }]) => ({ ms: startMs + ((column + 0.5) / COLUMNS) * (endMs - startMs), kw: sum / count }));
}
