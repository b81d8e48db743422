import { powerIn, type PowerText } from '../../chart';
import type { Finding } from '../../engine';
import type { BillWindow } from '../bill';
import { clock, endClock, nameText } from './parts';

/** What a spike does to the bill, and what an unexplained one could be. */

export interface Tariff {
  /** kW; 0 = none. */
  readonly contractKw: number;
  /** Currency per kW and year; 0 = not said. */
  readonly pricePerKwYear: number;
  readonly currency: string;
}

/** Money only where no other window in view is higher, nor the contract: they would set the price. */
export function billText({ window, movesByKw, highest }: BillWindow, { contractKw, pricePerKwYear, currency }: Tariff, zone: string, display: PowerText): string {
  // What was measured in part is a lower bound: neither a share nor a distance can be told.
  if (window.incomplete) {
    return `the ${clock(window.startMs, zone)} window reached at least ${powerIn(display, window.kw)}: a part of it was not measured.`;
  }
  const name = `the ${clock(window.startMs, zone)} window reached ${powerIn(display, window.kw)}`;
  const limit = contractKw <= 0 ? '' : window.kw > contractKw
    ? `, ${powerIn(display, window.kw - contractKw)} above contract` : `, ${powerIn(display, contractKw - window.kw)} below contract`;
  // Where the plant feeds in around it, a spike is more than the window.
  const share = movesByKw > 0 ? (movesByKw >= window.kw ? '; all of it is this spike' : `; this spike is ${powerIn(display, movesByKw)} of it`) : '';
  const money = pricePerKwYear > 0 && movesByKw > 0 && highest && window.kw > contractKw
    ? ` That is about ${display.number(Number((movesByKw * pricePerKwYear).toPrecision(3)), 0)} ${currency} a year if it stays the highest.` : '';
  return `${name}${limit}${share}.${money}`;
}

/** What to look for when no reported state explains most of a spike. */
export function couldBe(finding: Finding, zone: string, shift: string | undefined): string[] {
  const who = shift === undefined ? 'Ask on the line' : `Ask ${/shift|crew|team|schicht/i.test(shift) ? '' : 'the shift '}${nameText(shift)}`;
  return [
    'A load without a state: heating, charger, contractor, pump by hand.',
    'A machine drawing more than usual inside one state.',
    `${who} what ran from ${clock(finding.startMs, zone)} to ${endClock(finding, zone)}.`,
  ];
}
