/** What a dashboard's author may set on the panel, and how older dashboards are read. */
export interface InvestigationOptions {
  /** Form of these options, so that a later one can read them. */
  readonly version?: number;
  /** Spikes smaller than this above the baseline are not listed, kW. */
  readonly minimumExcessKw?: number;
  readonly showShifts?: boolean;
  /** Length of the tariff's demand window, minutes: 15, 30 or 60. */
  readonly demandWindowMinutes?: number;
  /** Contract limit, kW; 0 = none. */
  readonly contractKw?: number;
  /** Price of the highest window, currency per kW and year; 0 = not said. */
  readonly pricePerKwYear?: number;
  readonly currency?: string;
  /** Confirmed verdicts on earlier spikes raise the same cause. */
  readonly raiseByVerdicts?: boolean;
}

export const OPTIONS_VERSION = 2;

export const DEFAULTS: Required<InvestigationOptions> = {
  version: OPTIONS_VERSION, minimumExcessKw: 0, showShifts: true, demandWindowMinutes: 15, contractKw: 0, pricePerKwYear: 0, currency: 'EUR', raiseByVerdicts: true,
};

/**
 * Options of any earlier form, or of none, in today's: what is missing has its default, what cannot be meant too.
 * Version 1 had no version, and the two options of the first release.
 */
export function migrated(options: Readonly<Record<string, unknown>> | undefined): Required<InvestigationOptions> {
  const given = options ?? {};
  const number = (name: keyof InvestigationOptions, fallback: number): number => {
    const value = given[name];
    return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : fallback;
  };
  const flag = (name: keyof InvestigationOptions, fallback: boolean): boolean => (typeof given[name] === 'boolean' ? (given[name] as boolean) : fallback);
  const minutes = number('demandWindowMinutes', DEFAULTS.demandWindowMinutes);
  return {
    version: OPTIONS_VERSION, minimumExcessKw: number('minimumExcessKw', DEFAULTS.minimumExcessKw), showShifts: flag('showShifts', DEFAULTS.showShifts),
    demandWindowMinutes: [15, 30, 60].includes(minutes) ? minutes : DEFAULTS.demandWindowMinutes,
    contractKw: number('contractKw', DEFAULTS.contractKw), pricePerKwYear: number('pricePerKwYear', DEFAULTS.pricePerKwYear),
    currency: typeof given.currency === 'string' && given.currency.trim() !== '' ? given.currency.trim().slice(0, 8) : DEFAULTS.currency,
    raiseByVerdicts: flag('raiseByVerdicts', DEFAULTS.raiseByVerdicts),
  };
}
