import { DAY_MS } from '../base';
import { SHIFT_ROWS, STATE_ROWS, type SeriesRequest } from './ask';
import { machinesBehind } from './behind';
import { costText, type Budget } from './budget';
import { statementOf } from './dialects';
import { windowsOf } from './meter';
import { meterOf } from './obstacle';
import { beforeRequests } from './states-before';
import type { InfluxSource, PlantMap, PlantQuestion } from './types';

/** The statements that a question sends when nothing is remembered, and a line about their cost. Sends nothing; the question has no obstacle. */

export interface Preview {
  readonly statements: readonly string[];
  readonly cost: string;
}

export async function previewOf(source: InfluxSource, map: PlantMap, { view, parts, meterId, line }: PlantQuestion, budget: Budget): Promise<Preview> {
  const { plan } = budget;
  const requests: SeriesRequest[] = [];
  const meter = meterOf(map, meterId);
  if (meter && budget.view) {
    requests.push(windowsOf(meter, view, budget.windowMs, true));
  }
  if (meter && budget.learn) {
    requests.push(windowsOf(meter, plan.read, plan.stepMs, false));
  }
  const sources = parts.machines ? machinesBehind(map, meterId, line) : [];
  for (const machines of sources) {
    const range = parts.learning ? plan.read : view;
    const before = { startMs: range.startMs - DAY_MS, endMs: range.startMs };
    requests.push(...beforeRequests(machines, before), { kind: 'states', machines, range, rowLimit: STATE_ROWS });
  }
  if (parts.shifts && map.shifts) {
    requests.push({ kind: 'shifts', shifts: map.shifts, range: view, rowLimit: SHIFT_ROWS });
  }
  return { statements: await Promise.all(requests.map((request) => statementOf(request, source))), cost: costLine(budget, sources.length > 0) };
}

/** One line: what the windows may bring, and what bounds the changes of state. */
function costLine({ view, learn, notices }: Budget, machines: boolean): string {
  return [
    ...(view ? [`View: ${costText(view)}.`] : []),
    ...(learn ? [`Learning range: ${costText(learn)}; its past is asked only once.`] : []),
    ...(machines ? [`States: at most ${STATE_ROWS.toLocaleString('en')} changes a machine and answer.`] : []),
    ...notices.map((notice) => notice.text),
  ].join(' ');
}
