/** The machines of the sample plant and what they truly draw. */
export interface SampleLoad {
  readonly kw: number;
  /** Standard deviation inside the state, as a share of kw. */
  readonly noise: number;
  /** Extra kW on entry, fading with startMs. */
  readonly startKw: number;
  readonly startMs: number;
}

export interface SampleMachine {
  readonly id: string;
  readonly states: Readonly<Record<string, SampleLoad>>;
  /** How late its controller stamps its changes, s. */
  readonly clockLateS: number;
}

const load = (kw: number, noise = 0.02, startKw = 0, startMs = 1): SampleLoad => ({ kw, noise, startKw, startMs });
const OFF = load(0, 0);

export const SAMPLE_MACHINES: readonly SampleMachine[] = [
  { id: 'extruder-1', clockLateS: 0, states: { OFF, HEATING: load(58, 0.02), RUNNING: load(86, 0.04, 15, 12_000), IDLE: load(9) } },
  { id: 'extruder-2', clockLateS: 0, states: { OFF, HEATING: load(50, 0.02), RUNNING: load(74, 0.04, 12, 12_000), IDLE: load(8) } },
  { id: 'dryer-1', clockLateS: 0, states: { OFF, DRYING: load(44, 0.03), STANDBY: load(4) } },
  { id: 'dryer-2', clockLateS: 0, states: { OFF, DRYING: load(38, 0.03), STANDBY: load(3) } },
  { id: 'oven-1', clockLateS: 0, states: { OFF, 'WARM-UP': load(128, 0.02), HOLD: load(27, 0.08) } },
  { id: 'compressor-1', clockLateS: 35, states: { OFF, LOADED: load(37, 0.02, 20, 6_000), UNLOADED: load(11, 0.02) } },
  { id: 'chiller-1', clockLateS: 0, states: { OFF, COOLING: load(29, 0.04, 12, 15_000) } },
  { id: 'conveyor-1', clockLateS: 0, states: { STOPPED: load(0.4, 0), RUNNING: load(9, 0.04, 4, 8_000) } },
  { id: 'conveyor-2', clockLateS: 0, states: { STOPPED: load(0.3, 0), RUNNING: load(7, 0.04, 3, 8_000) } },
  { id: 'packer-1', clockLateS: -20, states: { STOPPED: load(0.2, 0), EXECUTE: load(13, 0.05), IDLE: load(2, 0.02) } },
];
