import type { Cause, ObservedStep } from './types';

/** Says the evidence of one line as plain sentences. */

/** Empty when the line carries none. */
export function evidenceText({ machines, state, evidence }: Cause): string {
  if (!evidence) {
    return '';
  }
  const name = machines.join(' + ');
  const { entries, step, alone, apart, secondsBeforeOnset, clockOffsetS, wouldHelp } = evidence;
  const sentences = [
    `${name} entered ${state} ${times(entries)}${step ? `, and the meter moved by ${kw(step.medianKw)} in the median (quartiles ${step.lowKw.toFixed(1)} to ${kw(step.highKw)}${step.expectedKw === undefined ? '' : `; the fit says ${kw(step.expectedKw)}`})` : ''}.`,
    alone ? `${capital(times(alone.count))} nothing else changed: ${onceOrMedian(alone)}.` : '',
    apart ? `${capital(times(apart.count))} without ${apart.machines.join(' + ')} in ${apart.state}${apart.medianKw === undefined ? '' : `: ${kw(apart.medianKw)}`}.` : '',
    secondsBeforeOnset === undefined ? '' : `The nearest entry came ${distance(secondsBeforeOnset)} the onset.`,
    clockOffsetS === 0 ? '' : `Its stamps were taken ${Math.abs(clockOffsetS).toFixed(0)} s ${clockOffsetS > 0 ? 'earlier' : 'later'}: its clock differs from the meter’s.`,
    wouldHelp ?? '',
  ];
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

function onceOrMedian({ count, medianKw, expectedKw }: ObservedStep): string {
  return `${kw(medianKw)}${count > 1 ? ' in the median' : ''}${expectedKw === undefined ? '' : ` against ${kw(expectedKw)} of the fit`}`;
}

function distance(seconds: number): string {
  const size = Math.abs(seconds);
  const text = size < 120 ? `${size.toFixed(0)} s` : `${Math.round(size / 60)} min`;
  return size < 0.5 ? 'at' : `${text} ${seconds > 0 ? 'before' : 'after'}`;
}

function times(count: number): string {
  return count === 0 ? 'not once' : count === 1 ? 'once' : `${count} times`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function kw(value: number): string {
  return `${value.toFixed(1)} kW`;
}
