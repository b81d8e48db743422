import type { CounterOptions } from './counter';
import type { LearningOptions, MachineLog, MeterReadings, Notice, ShiftEvent, TimeRange } from '../base';

/** What the stations work on: one meter and the machines behind it. Logs may be longer than the readings. */
export interface Plant {
  readonly meter: MeterReadings;
  readonly machines: readonly MachineLog[];
  /** IANA name of the site's zone: hour of day, tariff windows, whole days. */
  readonly zone: string;
}

export interface AnalysisOptions {
  /** Spikes smaller than this above the baseline are not listed, kW. */
  readonly minimumExcessKw: number;
  /** Which part of the readings teaches what a state costs; the whole of it by default. */
  readonly learn?: TimeRange;
  /** Called now and then with 0..1; throw from it to cancel. */
  readonly onProgress?: (share: number) => void;
  /** What somebody knows about the sources: stamps, registers, hold times, the present instant. */
  readonly align?: AlignOptions;
  /** Demand windows to be listed beside the findings; none by default. */
  readonly demand?: DemandOptions;
  /** How spikes are told from ordinary demand; the rolling median by default. */
  readonly spot?: SpotOptions;
  /** Windows that somebody marked: each is attributed whatever is in it, in the place of the spikes that it overlaps. */
  readonly marked?: readonly TimeRange[];
  /** Shifts of the plant's calendar: a start together after a change says so, and what runs outside them is idle load. */
  readonly shifts?: readonly ShiftEvent[];
}

/** What somebody knows about the sources beyond what they say themselves. */
export interface AlignOptions {
  /** Which end of its window a power reading's stamp names; the start, unless the source says otherwise. */
  readonly stampAt?: 'start' | 'end';
  readonly counter?: CounterOptions;
  /** How long a state may hold before nobody knows it, for all machines or by their id; as long as it likes by default. */
  readonly holdMs?: number | ReadonlyMap<string, number>;
  /** Readings stamped after this instant are left out. */
  readonly nowMs?: number;
}

/** An even grid of n bins; bin i covers [startMs + i·stepMs, startMs + (i + 1)·stepMs). */
export interface Grid {
  readonly startMs: number;
  readonly stepMs: number;
  readonly count: number;
}

/** One line of a finding: what one (machine, or group that always switches together) added in one state. */
export interface Cause {
  /** One machine, or the members of a group that cannot be told apart; sorted by name. */
  readonly machines: readonly string[];
  /** The state as reported. */
  readonly state: string;
  /** kW added against the reference; negative when it drew less. */
  readonly kw: number;
  /** 90 % interval. */
  readonly lowKw: number;
  readonly highKw: number;
  /** The part of kw that is variation inside the state, taken from what its usual kW left over; the rest is its change of state. */
  readonly variationKw: number;
  /** true: fifteen hours or more showed that this state swings, or it cycles; otherwise variationKw is at most what stays unexplained. */
  readonly variationShown?: boolean;
  /** For lines that add at least 2 % of the excess. */
  readonly evidence?: Evidence;
}

/**
 * likely ≥ 0.8, possible ≥ 0.5, unclear below; unexplained when the remainder is the largest line.
 * The words of contracts.md: "root cause" is never said, not even here.
 */
export type Verdict = 'likely' | 'possible' | 'unclear' | 'unexplained';

/** Whether causes were computed at all; if not, `unexplainedKw` is the whole excess and `causes` is empty. */
export type Ranking =
  | { readonly kind: 'ranked' }
  | {
      readonly kind: 'not-ranked';
      /** incomplete: the data were cut. too-little-history: under two days. no-machines: no state log, or none that says anything while the meter was read. too-many-machines: more than can be told apart in the time people wait. no-excess: E ≤ 0. */
      readonly why: 'incomplete' | 'too-little-history' | 'no-machines' | 'too-many-machines' | 'no-excess';
      /** One plain sentence for people. */
      readonly text: string;
    };

/**
 * One spike and what drew it. Closing is arithmetic: excessKw = meanKw − referenceKw = Σ causes.kw + unexplainedKw.
 * Field names are those of "spiketrace/findings@1" (contracts.md).
 */
export interface Finding {
  readonly startMs: number;
  readonly endMs: number;
  readonly peakMs: number;
  readonly peakKw: number;
  readonly meanKw: number;
  readonly referenceKw: number;
  readonly excessKw: number;
  readonly excessKwh: number;
  /** Half-open intervals in time order, outside the spike: the hour around it, other spikes left out. */
  readonly reference: ReadonlyArray<readonly [startMs: number, endMs: number]>;
  /** Largest first. */
  readonly causes: readonly Cause[];
  readonly unexplainedKw: number;
  /** 90 % interval of the remainder. */
  readonly unexplainedLowKw: number;
  readonly unexplainedHighKw: number;
  /** Probability that the top line is the largest true contributor, 0..1. */
  readonly confidence: number;
  readonly verdict: Verdict;
  readonly ranking: Ranking;
  /** What it was learnt from. */
  readonly learning: { readonly startMs: number; readonly endMs: number; readonly stepMs: number };
  /** Share of this meter's swings that the states explain, over the learning range. */
  readonly skill: number;
  /** What the confidence was computed from, in the order of confidence.ts FEATURES; undefined where nothing was ranked. */
  readonly judged?: { readonly features: readonly number[] };
  /** What made it a finding. */
  readonly spottedBy?: SpottedBy;
  /** What it is called; empty when there is no excess. */
  readonly kinds?: readonly SpikeKind[];
}

/** What the fit learnt about one machine in one state. */
export interface StateCost {
  readonly state: string;
  readonly kw: number;
  readonly plusMinusKw: number;
  readonly entries: number;
  readonly shareOfTime: number;
}

export interface MachineFacts {
  readonly machineId: string;
  readonly states: readonly StateCost[];
  /** Seconds to subtract from its stamps; positive = its stamps are late. 0 where none was certain. */
  readonly clockOffsetS: number;
  /** What clockOffsetS may be off by, s; left out where none was certain. */
  readonly clockErrorS?: number;
  /** What the offset grows by each day, s; clockOffsetS then holds at the middle of the learning range. */
  readonly clockDriftSPerDay: number;
  /** ambiguous: two offsets fit about as well. none: too few changes, too much noise, or readings too coarse to tell. */
  readonly clock: 'sure' | 'ambiguous' | 'none';
  readonly changes: number;
  /** false: it never changed in the learning range, so its kW is part of the base load. */
  readonly identifiable: boolean;
}

export interface Analysis {
  readonly grid: Grid;
  /** grid.count, kW; NaN = no reading. */
  readonly demandKw: Float64Array;
  /** grid.count, kW: the rolling median which spikes are detected against. */
  readonly baselineKw: Float64Array;
  /** grid.count, kW: base load plus what the states cost; NaN where it cannot be said. */
  readonly expectedKw: Float64Array;
  readonly findings: readonly Finding[];
  readonly machines: readonly MachineFacts[];
  /** Machines that always switch together, each sorted by name. */
  readonly groups: ReadonlyArray<readonly string[]>;
  readonly skill: number;
  readonly notices: readonly Notice[];
  /** Oldest first; there when they were asked for. */
  readonly windows?: readonly DemandWindow[];
}

/** What a view shows: every finding that overlaps it, each learnt from the whole days that end with its own. */
export interface Investigation {
  /** Oldest first, never overlapping. */
  readonly findings: readonly Finding[];
  /** The rolling median over the days in view, for drawing: n ascending bin starts and their kW. */
  readonly baseline: { readonly timeMs: Float64Array; readonly baselineKw: Float64Array; readonly expectedKw: Float64Array };
  /** Facts of the newest day in view. */
  readonly machines: readonly MachineFacts[];
  readonly groups: ReadonlyArray<readonly string[]>;
  readonly skill: number;
  readonly notices: readonly Notice[];
  /** Oldest first, those that overlap the view; there when they were asked for. */
  readonly windows?: readonly DemandWindow[];
}

export interface InvestigationOptions extends Omit<AnalysisOptions, 'learn'> {
  readonly learning: LearningOptions;
}

/** Which demand windows are looked at, as the tariff counts them. */
export interface DemandOptions {
  /** 15, 30 or 60 minutes, ms. */
  readonly lengthMs: number;
  /** Blocks on the site's wall clock (default), or a window that may begin at any reading. */
  readonly how?: 'block' | 'sliding';
  /** Contract limit, kW: windows above it are peaks. Without one the highest are. */
  readonly contractKw?: number;
  /** How many windows are peaks when there is no limit; 10 by default. */
  readonly highest?: number;
  /** Only windows that begin in it are split into their lines; peaks are told among all. */
  readonly within?: TimeRange;
}

/** What one machine (or group) drew in one state in one window; a start-up is what it drew beyond that state's usual kW. */
export interface WindowLine {
  readonly kind: 'state' | 'start-up';
  readonly machines: readonly string[];
  readonly state: string;
  readonly kwh: number;
  /** kWh divided by the window's hours: what the line moves this window's demand by. */
  readonly kw: number;
}

/** Energy that the meter counted in one window, and what drew it: kwh = baseLoadKwh + Σ lines.kwh + unexplainedKwh. */
export interface DemandWindow {
  readonly startMs: number;
  readonly endMs: number;
  readonly kwh: number;
  /** Demand: kWh over the window's hours. */
  readonly kw: number;
  /** Share of the window that was measured, 0..1. */
  readonly coverage: number;
  /** true: under 90 % was measured, so its demand is a lower bound and it is no peak. */
  readonly incomplete: boolean;
  /** Where its kWh come from: the register's values at its edges, or the sum of the readings. */
  readonly measuredBy: 'register' | 'readings';
  readonly baseLoadKwh: number;
  /** Largest kW first. */
  readonly lines: readonly WindowLine[];
  readonly unexplainedKwh: number;
  /** For a peak: why it is higher than the windows nearby that are none. */
  readonly excess?: WindowExcess;
  /** For a window above the contract limit. */
  readonly overshoot?: Overshoot;
}

/** excessKw = window's kW − referenceKw = baseLoadKw + Σ lines.kw + unexplainedKw. */
export interface WindowExcess {
  /** Half-open, in time order: the windows compared with. */
  readonly reference: ReadonlyArray<readonly [startMs: number, endMs: number]>;
  readonly referenceKw: number;
  readonly excessKw: number;
  readonly baseLoadKw: number;
  /** Largest first. */
  readonly lines: ReadonlyArray<Omit<WindowLine, 'kwh'>>;
  readonly unexplainedKw: number;
}

export interface Overshoot {
  readonly limitKw: number;
  readonly overKw: number;
  /** The largest lines of the excess, until together they pass overKw. */
  readonly lines: ReadonlyArray<Omit<WindowLine, 'kwh'>>;
  /** false: all rising lines together do not reach it; base load or what no state shows does the rest. */
  readonly enough: boolean;
}

/** How spikes are told from ordinary demand. */
export type SpotOptions =
  /** Above a rolling median of three hours, by their distance from it in robust σ. */
  | { readonly kind: 'median' }
  /** Above a fixed kW. */
  | { readonly kind: 'threshold'; readonly aboveKw: number }
  /** Above the median of the same quarter hour of other weeks; needs four weeks, else the rolling median is used and a notice says so. */
  | { readonly kind: 'time-of-week' }
  /** The demand windows above the contract limit, or the highest. */
  | { readonly kind: 'demand-windows'; readonly windows: DemandOptions };

export type SpottedBy = SpotOptions['kind'] | 'hand';

/** What the meter did at a state's entries: the event study, minute after less minute before. */
export interface ObservedStep {
  readonly count: number;
  readonly medianKw: number;
  /** Quartiles of the observed steps. */
  readonly lowKw: number;
  readonly highKw: number;
  /** Median of what the fit says for the same entries; left out when each came from a state that says nothing. */
  readonly expectedKw?: number;
}

/** What speaks for one line of a finding, from the readings that were analysed. */
export interface Evidence {
  /** How often the machine entered the state. */
  readonly entries: number;
  /** From three measured entries on. */
  readonly step?: ObservedStep;
  /** Natural experiments: the entries at which nothing else changed within a minute. Left out when there were none. */
  readonly alone?: ObservedStep;
  /** Entries while the other suspect was not in its state, and the median step of those. */
  readonly apart?: { readonly machines: readonly string[]; readonly state: string; readonly count: number; readonly medianKw?: number };
  /** Seconds from the nearest entry to the spike's onset, negative when it came after; left out when there was none in the hour before. */
  readonly secondsBeforeOnset?: number;
  /** Clock offset used for the machine, s; positive = its stamps are late. */
  readonly clockOffsetS: number;
  /** What would change the answer, as one plain sentence. */
  readonly wouldHelp?: string;
}

/** What a spike is called, with the figures that say so (zero or more of them; `excess` when it is none of the others). */
export type SpikeKind =
  /** A block window above the contract limit, or the highest of its calendar month so far. */
  | {
      readonly kind: 'demand-peak'; readonly why: 'over-contract' | 'highest-so-far';
      readonly startMs: number; readonly endMs: number; readonly demandKw: number; readonly contractKw?: number;
      /** What the spike's excess adds to that window's demand, kW. */
      readonly movesByKw: number;
    }
  /** The largest line's machine had just been started; kw is what its start states and start-ups added, of lineKw. */
  | { readonly kind: 'start-up'; readonly machines: readonly string[]; readonly state: string; readonly enteredMs: number; readonly kw: number; readonly lineKw: number }
  /** Several machines started in parallel; `placebo`: in how many of the tries do as many start together when their states are shifted by random hours. */
  | {
      readonly kind: 'coincident-start'; readonly machines: readonly string[]; readonly kw: number; readonly shareOfExcess: number;
      readonly firstMs: number; readonly lastMs: number;
      /** The shift that began within 15 minutes. */
      readonly shift?: { readonly text: string; readonly startMs: number };
      readonly placebo: { readonly tries: number; readonly asMany: number };
    }
  /** Seconds far above the rest of the spike; they hardly move a demand window. */
  | { readonly kind: 'inrush'; readonly peakKw: number; readonly seconds: number; readonly movesByKw: number }
  /** Energy drawn while nothing is made. */
  | { readonly kind: 'idle'; readonly why: 'idle-states' | 'outside-shifts'; readonly machines: readonly string[]; readonly kw: number; readonly shareOfExcess: number }
  /** A machine that alternates between two states was in the lower one, which still draws `ratio` of the higher. */
  | { readonly kind: 'compressor-unloaded'; readonly machines: readonly string[]; readonly state: string; readonly loadedState: string; readonly ratio: number; readonly kw: number }
  | { readonly kind: 'within-state-variation'; readonly machines: readonly string[]; readonly state: string; readonly kw: number; readonly shareOfExcess: number }
  /** A step at the onset, while no machine reported a change. */
  | { readonly kind: 'unmetered-load'; readonly stepKw: number; readonly atMs: number }
  /** A slow rise: not a spike. */
  | { readonly kind: 'drift'; readonly riseHours: number; readonly largestStepKw: number }
  | { readonly kind: 'excess' };
