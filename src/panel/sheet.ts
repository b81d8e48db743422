import { textUtil } from '@grafana/data';
import { HOUR_MS, type TimeRange } from '../base';
import { signedIn, type PowerText, type StateLooks } from '../chart';
import type { Finding, Investigation } from '../engine';
import type { GivenVerdict, Raised } from '../workflow';
import { pictureOf } from './sheet-picture';
import { tableOf } from './table';
import type { Plant } from './useAnswer';
import { offBy } from './words/evidence';
import { inZone } from './words/parts';
import { silencesTold } from './words/silence';
import { authorText, clock, dayText, endClock, hidden, learntText, machineText, nameText, raisedText, stateWords, storedText, unsaidText, verdictText, verdictWords, words } from './words';

/** The evidence of one spike as one page of its own: to be printed, kept, attached; it asks nothing of any network. */

export interface SheetInput {
  readonly plant: Plant;
  readonly result: Investigation;
  readonly finding: Finding;
  readonly said: string;
  readonly bill: string | undefined;
  /** What the answer rests on. */
  readonly quality: string;
  readonly given: readonly GivenVerdict[];
  /** What confirmations of earlier spikes made of the word, where they are applied. */
  readonly raised: Raised | undefined;
  readonly statements: readonly string[];
  readonly display: PowerText;
  readonly looks: StateLooks;
  readonly zone: string;
}

/** Replaced by the version of package.json when built. */
declare const SPIKETRACE_VERSION: string | undefined;
const version = typeof SPIKETRACE_VERSION === 'string' ? SPIKETRACE_VERSION : 'unbuilt';

/** Text from data is text on this page too. */
const escaped = textUtil.escapeHtml;

/** @returns false when the browser blocked the new page */
export function openSheet(input: SheetInput, link: string): boolean {
  const url = URL.createObjectURL(new Blob([sheetOf(input, link)], { type: 'text/html;charset=utf-8' }));
  const page = window.open(url, '_blank');
  // An open sheet may be loaded anew or printed late: it is freed with this page.
  if (page === null) {
    URL.revokeObjectURL(url);
  }
  return page !== null;
}

/** Notices in the dashboard's zone; clocks as the evidence has them: days that overlap tell each of its own fit. */
function noted({ notices, machines }: Investigation, { startMs, endMs }: TimeRange, zone: string): string[] {
  const off = machines.filter(({ clockOffsetS }) => Math.abs(clockOffsetS) >= 1).map(({ machineId, clockOffsetS }) => `${nameText(machineId)} ${offBy(clockOffsetS)}`);
  const others = silencesTold(notices.filter(({ code }) => code !== 'clock-corrected'), { startMs: startMs - HOUR_MS, endMs: endMs + HOUR_MS }, zone).map(({ text }) => hidden(inZone(text, zone)));
  return off.length > 0 ? [words.onSheet.clocks(off.join(', ')), ...others] : others;
}

/** One HTML document; no script, and a policy that allows no request. */
export function sheetOf({ plant, result, finding, said, bill, quality, given, raised, statements, display, looks, zone }: SheetInput, link: string): string {
  const table = tableOf(finding, display);
  const word = verdictWords(finding, raised);
  const number = (value: number) => display.number(value);
  const row = (...cells: readonly string[]) => `<tr>${cells.map((cell, i) => (i === 0 ? `<th scope="row">${escaped(cell)}</th>` : `<td>${escaped(cell)}</td>`)).join('')}</tr>`;
  const rows = table.lines.map((one) =>
    row(`${machineText(one.machines)}, ${stateWords(one.state)}`, signedIn(display, one.roundedKw), `±${number(one.plusMinusKw * display.perKw)}`, number(one.roundedKwh)));
  const when: TimeRange = finding;
  const ranked = finding.ranking.kind === 'ranked';
  const { learning } = finding;
  const list = (texts: readonly string[]) => `<ul>${texts.map((text) => `<li>${escaped(text)}</li>`).join('')}</ul>`;
  const { onSheet } = words;
  const title = onSheet.range(nameText(plant.view.meterId), dayText(when.startMs, zone, true), clock(when.startMs, zone), endClock(when, zone), zone);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(onSheet.title(title))}</title>
<style>
@page{margin:14mm}body{font:13px/1.45 system-ui,sans-serif;color:#1b1f27;max-width:900px;margin:16px auto;padding:0 16px}
h1{font-size:19px;font-weight:500;margin:4px 0}h2{font-size:14px;margin:18px 0 4px}table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:right;padding:3px 6px;border-bottom:1px solid #d5d9e0;font-weight:400}tbody th{text-align:left;overflow-wrap:anywhere}.sum *{font-weight:600}
h1,p,li{overflow-wrap:anywhere}pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:10px;background:#f3f4f6;padding:8px}svg{width:100%;height:auto}
@media print{body{margin:0;max-width:none}h2{break-after:avoid}tr,svg{break-inside:avoid}}
</style></head><body><main>
<p>${escaped(title)}</p>
<h1>${escaped(said)}</h1>
<p><strong>${escaped(word.word)}</strong> ${escaped(word.reason)}${raised ? `, ${raisedText(raised)}` : ''}</p>
${pictureOf(plant, finding, zone, looks, display)}
<h2>${onSheet.numbers}</h2>
<table><thead><tr><td></td><th scope="col">${display.unit}</th><th scope="col">± 90 %</th><th scope="col">${display.unit}h</th></tr></thead><tbody>
${row(words.reference, number(table.referenceKw), '', '')}
${rows.join('\n')}
${row(ranked ? words.unexplained : words.notAttributed, signedIn(display, table.unexplained.roundedKw), ranked ? `±${number(table.unexplained.plusMinusKw * display.perKw)}` : '', number(table.unexplained.roundedKwh))}
${row(finding.spottedBy === 'hand' ? words.window : words.spike, number(table.referenceKw + table.excessKw), '', number(table.excessKwh)).replace('<tr>', '<tr class="sum">')}
</tbody></table>
${bill ? `<p><strong>${words.bill}</strong> ${escaped(bill)}</p>` : ''}
<h2>${words.kind}</h2>
${given.length === 0 ? `<p>${unsaidText(raised)}</p>` : list([...given].reverse().map((one) => `${verdictText(one)} ${authorText(one, zone)}. ${storedText(one.said)}`))}
<h2>${onSheet.data}</h2>
<p>${escaped(quality)}</p>
<p>${words.evidence.learntFrom} ${escaped(learntText(learning, plant.learn ?? plant.view, zone))}</p>
${list(noted(result, finding, zone))}
<h2>${words.evidence.queries}</h2>
<pre>${escaped(statements.join('\n') || words.evidence.noQueries)}</pre>
<p>${escaped(link)}</p>
<p>${escaped(onSheet.version(version))}</p>
</main></body></html>`;
}
