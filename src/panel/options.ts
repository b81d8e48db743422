/** What a dashboard's author may set on the panel. */
export interface InvestigationOptions {
  /** Spikes smaller than this above the baseline are not listed, kW. */
  readonly minimumExcessKw?: number;
  readonly showShifts?: boolean;
}

export const DEFAULTS: Required<InvestigationOptions> = { minimumExcessKw: 0, showShifts: true };
