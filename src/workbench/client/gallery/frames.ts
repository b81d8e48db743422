// A plant of the gallery as the frames that the data source would send for a view.
import type { DataFrame } from '@grafana/data';
import { COMPLETE, type MachineLog, type PowerReadings, type TimeRange } from '../../../base';
import { machineFrame, meterFrame, shiftFrame } from '../../../frames';
import { learningOf, windowsOf, type ShownPlant } from './plants';

export interface FrameChanges {
  readonly meterId?: string;
  /** What the meter's answer for the view becomes: cut, with gaps, … */
  readonly view?: (readings: PowerReadings) => PowerReadings;
  /** The same of its answer for the learning range. */
  readonly learn?: (readings: PowerReadings) => PowerReadings;
  readonly machines?: (logs: readonly MachineLog[]) => readonly MachineLog[];
}

const same = <T>(value: T): T => value;
const WINDOW_MS = 30_000;
const statements = [
  'SELECT MEAN("power_kw"), MAX("power_kw") FROM "energy_meter" WHERE "meter" = \'incomer 1\' AND time >= … AND time < … GROUP BY time(30s)',
  'SELECT "state" FROM "machine_state" WHERE "line" = \'line-1\' AND time >= … AND time < … GROUP BY "machine"',
];

export function framesOf(plant: ShownPlant, view: TimeRange, { meterId = 'incomer-1', view: changed = same, learn = same, machines = same }: FrameChanges = {}): DataFrame[] {
  const context = { refId: 'A', zone: plant.zone, statements };
  const bare = { refId: 'A', zone: plant.zone };
  return [
    meterFrame({ ...changed(windowsOf(plant.meter, view, WINDOW_MS)), meterId }, 'view', context),
    meterFrame({ ...learn(learningOf(plant, view)), meterId }, 'learn', bare),
    ...machines(plant.machines).map((log) => machineFrame(log, bare)),
    ...(plant.shifts.length > 0 ? [shiftFrame(plant.shifts, COMPLETE, bare)] : []),
  ];
}
