import type { Completeness } from '../base';

/** What a frame is, as contracts.md has it. `learn` readings are for the engine only and are not drawn. */
export type FrameRole = 'meter' | 'machine' | 'shift' | 'verdict' | 'finding' | 'ledger' | 'recurrence' | 'annotation';

/** Stands in `frame.meta.custom.spiketrace` of every frame that the data source sends. */
export interface SpiketraceMeta {
  readonly role: FrameRole;
  /** meter: 'view' at the dashboard's own window, 'learn' over the learning range. Absent = view. */
  readonly purpose?: 'view' | 'learn';
  readonly completeness: Completeness;
  /** meter: length of the windows, ms. */
  readonly windowMs?: number;
  /** IANA zone of the site. */
  readonly zone?: string;
  /** meter: its id; machine: its id. Also a label of the value field. */
  readonly id?: string;
  /** machine with a preset or an own mapping: share of its known time in states that neither names, 0..1. */
  readonly unmappedShare?: number;
  /** meter without a reading in the range: when it last gave one. */
  readonly lastReadingMs?: number;
  /** meter, machine: how many frames of meters and machines the answer has; a panel may be given fewer. */
  readonly ofFrames?: number;
}
