import type { MachineLog, PowerReadings, ShiftEvent, TimeRange } from '../base';
import type { StateLooks } from './classes';
import type { PowerText } from './power-text';

/** What the chart is asked to show, and the boxes that its layout answers with. Times are epoch ms UTC, lengths CSS px. */

export interface ChartSpike extends TimeRange {
  readonly excessKw: number;
  readonly excessKwh: number;
  readonly meanKw: number;
  readonly referenceKw: number;
  readonly peakMs: number;
  readonly peakKw: number;
  readonly reference: ReadonlyArray<readonly [startMs: number, endMs: number]>;
}

/** What somebody said about a spike. */
export interface ChartVerdict extends TimeRange {
  readonly kind: 'confirmed' | 'corrected' | 'rejected' | 'planned';
  /** Who and when, for people. */
  readonly text: string;
}

/** One demand window as the bill counts it. */
export interface ChartWindow extends TimeRange {
  readonly kw: number;
  /** Share of it that was measured, 0..1; 0 = its kW says nothing. */
  readonly coverage: number;
  /** true: too much of it was not measured, so its kW is a lower bound. */
  readonly incomplete: boolean;
}

/** What a machine is expected to draw, state by state. */
export interface ExpectedLoad {
  readonly machineId: string;
  readonly kwByState: ReadonlyMap<string, number>;
  /** Seconds to subtract from its stamps. */
  readonly clockOffsetS: number;
}

export interface ChartInput {
  readonly range: TimeRange;
  readonly zone: string;
  readonly readings: PowerReadings;
  readonly baseline?: { readonly timeMs: Float64Array; readonly baselineKw: Float64Array; readonly expectedKw?: Float64Array };
  /** In the order of the lanes. */
  readonly machines: readonly MachineLog[];
  readonly shifts: readonly ShiftEvent[];
  readonly spikes: readonly ChartSpike[];
  /** Index into spikes. */
  readonly picked?: number;
  /** Machines that added to the picked spike: their lanes show where they began. */
  readonly adding?: ReadonlySet<string>;
  readonly windows?: readonly ChartWindow[];
  readonly contractKw?: number;
  /** Drawn stacked in the place of the band when given, the largest first. */
  readonly expected?: readonly ExpectedLoad[];
  readonly power: PowerText;
  /** From when on a machine's last state is too old to be believed. */
  readonly staleFromMs?: ReadonlyMap<string, number>;
  /** The part of the range in which states are told: up to now, where it reaches beyond; all of it where absent. */
  readonly told?: TimeRange;
  readonly looks?: StateLooks;
}

export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Device pixels in a CSS pixel; 1 by default. */
  readonly ratio?: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** How wide a text is, px: measured in the browser, estimated where there is none. */
export type Measure = (text: string, fontPx: number, weight?: number) => number;

/** Wide enough for the usual sans serif; for tests and pictures made without a browser. */
export const estimatedWidth: Measure = (text, fontPx, weight = 400) => text.length * fontPx * (weight >= 600 ? 0.6 : 0.56);
