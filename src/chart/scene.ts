import type { TimeRange } from '../base';
import type { Chip } from './chips';
import type { Layer } from './expected';
import type { Label } from './labels';
import type { Box, Size, Tick } from './types';

/** The demand plot as boxes, steps and texts in CSS px: what layout answers, and what is painted. */

export interface Column {
  readonly x: number;
  readonly width: number;
}

/** A demand window as a step; `over` by the contract limit. */
export interface WindowStep extends Column {
  readonly kw: number;
  readonly y: number;
  readonly over: boolean;
}

export interface Scene {
  readonly size: Required<Size>;
  /** Width of one device pixel of the plot, px. */
  readonly columnPx: number;
  readonly plot: Box;
  readonly range: TimeRange;
  readonly topKw: number;
  /** Of no demand, px: the lower edge of the plot unless the plant feeds in. */
  readonly zeroY: number;
  readonly shifts: ReadonlyArray<Column & { readonly text: string; readonly line: boolean }>;
  /** n = whole device pixels of the plot; y in CSS px, NaN = no reading. */
  readonly meanY: Float64Array;
  readonly maxY: Float64Array;
  readonly baseline: ReadonlyArray<readonly [x: number, y: number]>;
  /** Tops of the expected load in CSS px, the base load first; empty unless it was asked for. */
  readonly layers: ReadonlyArray<Omit<Layer, 'topKw'> & { readonly topY: Float64Array }>;
  /** Of the spikes that are not picked. */
  readonly columns: readonly Column[];
  readonly chips: readonly Chip[];
  readonly excess?: Box & { readonly kwText: string; readonly kwhText: string };
  readonly references: ReadonlyArray<Column & { readonly y: number }>;
  readonly referenceText?: string;
  readonly windows: readonly WindowStep[];
  readonly contractY?: number;
  readonly peak?: { readonly x: number; readonly y: number; readonly text: string };
  /** Readings that were cut: from here on nothing was loaded. */
  readonly notLoaded?: Column & { readonly text: string };
  readonly labels: readonly Label[];
  readonly kwTicks: readonly Tick[];
  readonly timeTicks: readonly Tick[];
}
