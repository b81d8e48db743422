import { readerOver, type HealthLine, type InfluxSource, type PlantMap, type Reader, type Traffic } from '../influx';
import { answerFrom } from './answer';
import type { Trial } from './open';

/** Reads a trial plant with the readers that every other connection has, so that frames and notices are the same. Sends nothing. */

/** @param nowMs for what lies in the future: files may reach further than now */
export function trialReader(trial: Trial, map: PlantMap, nowMs: () => number = Date.now): Reader {
  // The name of the database in messages is that of the files.
  const source: InfluxSource = { dialect: 'influxql', database: trial.label };
  const reader = readerOver(trafficOf(trial), source, map, nowMs);
  return {
    ...reader,
    async readPlant(question, signal) {
      const outcome = await reader.readPlant(question, signal);
      return outcome.kind === 'ok' ? { kind: 'ok', value: { ...outcome.value, notices: [...trial.notices, ...outcome.value.notices] } } : outcome;
    },
    async preview(question) {
      const preview = await reader.preview(question);
      return 'statements' in preview ? { ...preview, statements: [], cost: `Nothing is sent: ${trial.label} ${trial.label.includes(' and ') ? 'are' : 'is'} read in this browser.` } : preview;
    },
    check: () => Promise.resolve(checkTrial(trial, map)),
  };
}

function trafficOf(trial: Trial): Traffic {
  return {
    ask(request, purpose, signal, log) {
      if (signal.aborted) {
        return Promise.resolve({ kind: 'failed', failure: { kind: 'cancelled', text: 'The reading was cancelled.', advice: 'Run it again when you need it.' } });
      }
      const startedMs = Date.now();
      const outcome = answerFrom(trial.series, request);
      log?.push({ purpose, statement: `(nothing sent: ${trial.label} in this browser)`, rows: outcome.kind === 'ok' ? outcome.value.rows : 0, ms: Date.now() - startedMs, cached: false });
      return Promise.resolve(outcome);
    },
  };
}

/** What the files hold, and whether the plant map finds it there. */
function checkTrial({ series, label, notices }: Trial, map: PlantMap): HealthLine[] {
  const rows = series.reduce((sum, one) => sum + one.timeMs.length, 0);
  const lines: HealthLine[] = [
    { severity: 'ok', text: `${label}: ${series.length} series, ${rows.toLocaleString('en')} values, in this browser alone; nothing is sent.`, advice: '' },
    ...notices.map(({ severity, text }): HealthLine => ({ severity: severity === 'info' ? 'ok' : 'warning', text, advice: '' })),
  ];
  const holds = (measurement: string, field: string) => series.some((one) => one.measurement === measurement && one.field === field);
  for (const { id, measurement, field } of map.meters.filter((one) => !holds(one.measurement, one.field))) {
    lines.push({ severity: 'warning', text: `Meter ${id}: ${label} holds no ${measurement} with a field ${field}.`, advice: 'Correct the plant map, or empty it to take what the files suggest.' });
  }
  for (const { measurement, field } of map.machines.filter((one) => !holds(one.measurement, one.field))) {
    lines.push({ severity: 'warning', text: `Machines: ${label} holds no ${measurement} with a field ${field}.`, advice: 'Correct the plant map, or empty it to take what the files suggest.' });
  }
  if (map.meters.length === 0) {
    lines.push({ severity: 'error', text: `No meter was found in ${label}.`, advice: 'Its column or field must be called something with kW or kWh, or be named in the plant map.' });
  }
  return lines;
}
