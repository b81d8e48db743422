import { DAY_MS, LEARNING_DEFAULTS, planLearning, windowFor } from '../base';
import { SHIFT_ROWS, STATE_ROWS, type SeriesRequest } from './ask';
import { machinesBehind } from './behind';
import { statementOf } from './dialects';
import { windowsOf } from './meter';
import type { InfluxSource, PlantMap, PlantQuestion } from './types';

/** The statements that a question sends when nothing is remembered, and a line about their cost. Sends nothing; the question has no obstacle. */

export interface Preview {
  readonly statements: readonly string[];
  readonly cost: string;
}

export function previewOf(source: InfluxSource, map: PlantMap, { view, parts, meterId, line, maxPoints }: PlantQuestion): Preview {
  const plan = planLearning(view, map.zone, LEARNING_DEFAULTS);
  const requests: SeriesRequest[] = [];
  const meter = map.meters.find((one) => one.id === meterId);
  const counter = meter?.kind === 'counter';
  let points = 0;
  if (meter && parts.meter) {
    const windowMs = windowFor(view.endMs - view.startMs, maxPoints);
    requests.push(windowsOf(meter, view, windowMs, true));
    points += Math.ceil((view.endMs - view.startMs) / windowMs) * (counter ? 1 : 2);
  }
  if (meter && parts.learning) {
    requests.push(windowsOf(meter, plan.read, plan.stepMs, false));
    points += Math.ceil((plan.read.endMs - plan.read.startMs) / plan.stepMs);
  }
  if (parts.machines) {
    const range = parts.learning ? plan.read : view;
    for (const machines of machinesBehind(map, meterId, line)) {
      const before = { startMs: range.startMs - DAY_MS, endMs: range.startMs };
      requests.push({ kind: 'state-before', machines, range: before, rowLimit: STATE_ROWS }, { kind: 'states', machines, range, rowLimit: STATE_ROWS });
    }
  }
  if (parts.shifts && map.shifts) {
    requests.push({ kind: 'shifts', shifts: map.shifts, range: view, rowLimit: SHIFT_ROWS });
  }
  const statements = requests.map((request) => statementOf(request, source));
  return { statements, cost: `At most ${points.toLocaleString('en')} meter points, and ${STATE_ROWS.toLocaleString('en')} changes a machine and answer; the past is asked only once.` };
}
