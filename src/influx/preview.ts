import { DAY_MS, LEARNING_DEFAULTS, planLearning, windowFor } from '../base';
import { counterStatement, powerStatement, shiftsStatement, stateBeforeStatement, STATE_ROWS, statesStatement } from './ask';
import { machinesBehind } from './behind';
import type { PlantMap, PlantQuestion } from './types';

/** The statements that a question sends when nothing is remembered, and a line about their cost. Sends nothing; the question has no obstacle. */

export interface Preview {
  readonly statements: readonly string[];
  readonly cost: string;
}

export function previewOf(map: PlantMap, { view, parts, meterId, line, maxPoints }: PlantQuestion): Preview {
  const plan = planLearning(view, map.zone, LEARNING_DEFAULTS);
  const statements: string[] = [];
  const meter = map.meters.find((one) => one.id === meterId);
  const counter = meter?.kind === 'counter';
  let points = 0;
  if (meter && parts.meter) {
    const windowMs = windowFor(view.endMs - view.startMs, maxPoints);
    statements.push(counter ? counterStatement(meter, view, windowMs) : powerStatement(meter, view, windowMs, true));
    points += Math.ceil((view.endMs - view.startMs) / windowMs) * (counter ? 1 : 2);
  }
  if (meter && parts.learning) {
    statements.push(counter ? counterStatement(meter, plan.read, plan.stepMs) : powerStatement(meter, plan.read, plan.stepMs, false));
    points += Math.ceil((plan.read.endMs - plan.read.startMs) / plan.stepMs);
  }
  if (parts.machines) {
    const range = parts.learning ? plan.read : view;
    for (const from of machinesBehind(map, meterId, line)) {
      statements.push(stateBeforeStatement(from, { startMs: range.startMs - DAY_MS, endMs: range.startMs }), statesStatement(from, range));
    }
  }
  if (parts.shifts && map.shifts) {
    statements.push(shiftsStatement(map.shifts, view));
  }
  return { statements, cost: `At most ${points.toLocaleString('en')} meter points, and ${STATE_ROWS.toLocaleString('en')} changes a machine and answer; the past is asked only once.` };
}
