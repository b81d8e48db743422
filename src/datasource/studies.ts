import type { DataFrame } from '@grafana/data';
import { addZoneDays, completenessText, worstCompleteness, zoneDayStartMs, zoneOffsetMs, type Completeness, type Notice } from '../base';
import { recurrenceOf, type Investigation, type Studied } from '../engine';
import { findingAnnotations, findingFrame, ledgerRows, ledgerSeries, recurrenceFrame, shiftAnnotations, type StudyContext } from '../frames';
import { CANDIDATE_DAYS, scopeNotice, type MonthReading, type Outcome, type PlantMap, type PlantQuestion, type PlantReading } from '../influx';
import { analysed } from './engineRoom';
import { demandWindowMs, type Study } from './kinds';

/** Queries that are answered with what the engine found, and not with readings: findings, ledger, recurrence, and annotations. */

export function studied(study: Study, signal: AbortSignal): Promise<Outcome<DataFrame[]>> {
  return study.kind === 'recurrence' ? recurrence(study, signal) : findings(study, signal);
}

async function findings({ kind, query, question, map, reader }: Study, signal: AbortSignal): Promise<Outcome<DataFrame[]>> {
  const outcome = await reader.readPlant(question, signal);
  if (outcome.kind === 'failed') {
    return outcome;
  }
  const reading = outcome.value;
  const meter = reading.learn ?? reading.view;
  const empty = !meter || meter.timeMs.length === 0;
  const demand = kind === 'ledger' ? { demand: { lengthMs: demandWindowMs(query) } } : {};
  const result: Investigation | undefined = empty ? undefined : await analysed({
    kind: reading.learn ? 'learning' : 'view', plant: { meter, machines: reading.machines, zone: map.zone }, view: question.view, minimumExcessKw: 0, shifts: reading.shifts, ...demand,
  }, signal);
  const context = contextOf(reading, result, question, map, query.refId);
  if (query.annotation) {
    return { kind: 'ok', value: [findingAnnotations(result?.findings ?? [], context)] };
  }
  const windows = result?.windows ?? [];
  return { kind: 'ok', value: [kind === 'findings' ? findingFrame(result?.findings ?? [], context) : query.format === 'series' ? ledgerSeries(windows, context) : ledgerRows(windows, context)] };
}

function contextOf(reading: PlantReading, result: Investigation | undefined, { meterId }: PlantQuestion, { zone }: PlantMap, refId: string): StudyContext {
  const parts = [...(reading.view ? [reading.view] : []), ...(reading.learn ? [reading.learn] : []), ...reading.machines];
  const notices = [...reading.notices, ...parts.flatMap((part) => part.notices), ...(result?.notices ?? [])];
  return {
    refId, zone, meterId, statements: reading.statements.map(({ statement }) => statement), completeness: worstCompleteness(parts.map(({ completeness }) => completeness)),
    // The engine repeats what the machines' logs say.
    notices: [...new Map(notices.map((notice) => [notice.text, notice])).values()],
  };
}

/** Newest month first; after each the answer so far is told. A month that is not complete is left out, and said to be. */
async function recurrence({ query, question, map, reader, tell }: Study, signal: AbortSignal): Promise<Outcome<DataFrame[]>> {
  const months: Studied[] = [];
  const left: string[] = [];
  const said: Notice[] = [];
  let days = 0;
  const answer = (statements: readonly string[], progress?: string): DataFrame[] => {
    const result = recurrenceOf(months, (instantMs) => zoneDayStartMs(instantMs, map.zone));
    const text = `${result.ranked} spikes on ${days} candidate days of ${months.length} months; of each month the ${CANDIDATE_DAYS} days with the largest rise of a demand window are looked at, in windows of five minutes.`;
    const scope = scopeNotice(map);
    const notices: Notice[] = [
      ...(scope ? [scope] : []),
      ...(progress === undefined ? [] : [{ severity: 'info' as const, code: 'in-progress', text: progress }]), { severity: 'info', code: 'recurrence', text },
      ...ofEachKind(said),
      ...(result.notRanked > 0 ? [{ severity: 'info' as const, code: 'not-ranked', text: `${result.notRanked} spikes could not be ranked and are left out.` }] : []),
    ];
    const completeness: Completeness = left.length === 0 ? { kind: 'complete' } : { kind: 'partial', reason: 'series-partial', detail: `${left.join(' ')} These months are left out.` };
    return [recurrenceFrame(result, { refId: query.refId, zone: map.zone, meterId: question.meterId, statements, completeness, notices })];
  };
  const outcome = await reader.recurrence({ meterId: question.meterId, line: question.line, range: question.view }, async (reading, done, of) => {
    said.push(...reading.notices.map((notice) => ({ ...notice, text: `${monthText(reading, map)}: ${notice.text}` })));
    const found = await monthFindings(reading, map, signal);
    if (found.kind === 'left-out') {
      left.push(found.text);
    } else {
      months.push(found.studied);
      days += daysIn(reading, map.zone);
    }
    if (done < of) {
      tell(answer([], `Month ${done} of ${of}, newest first; the others follow.`));
    }
  }, signal);
  return outcome.kind === 'failed' ? outcome : { kind: 'ok', value: answer(outcome.value.map(({ statement }) => statement)) };
}

type MonthFindings = { readonly kind: 'studied'; readonly studied: Studied } | { readonly kind: 'left-out'; readonly text: string };

async function monthFindings(reading: MonthReading, map: PlantMap, signal: AbortSignal): Promise<MonthFindings> {
  const { month, days, meter, machines, completeness } = reading;
  const cut = completenessText(completeness);
  if (cut) {
    return { kind: 'left-out', text: `${monthText(reading, map)}: ${cut}` };
  }
  if (days.length === 0) {
    return { kind: 'studied', studied: { range: month, findings: [] } };
  }
  const result = await analysed({ kind: 'view', plant: { meter, machines, zone: map.zone }, view: month, minimumExcessKw: 0 }, signal);
  const looked = result.findings.filter(({ startMs, endMs }) => days.some((day) => startMs >= day.startMs && endMs <= day.endMs));
  return { kind: 'studied', studied: { range: month, findings: looked } };
}

/** "2026-03" on the site's calendar: in UTC its first hours may be of the month before. */
function monthText({ month: { startMs } }: MonthReading, { zone }: PlantMap): string {
  return new Date(startMs + zoneOffsetMs(startMs, zone)).toISOString().slice(0, 7);
}

/** A year of machines may have thousands: the first of each kind, and how many more there are. */
function ofEachKind(notices: readonly Notice[]): Notice[] {
  return [...new Set(notices.map(({ code }) => code))].flatMap((code) => {
    const [first, ...more] = notices.filter((one) => one.code === code);
    return first ? [{ ...first, text: more.length === 0 ? first.text : `${first.text} ${more.length} more of this kind.` }] : [];
  });
}

function daysIn({ days }: MonthReading, zone: string): number {
  let count = 0;
  for (const { startMs, endMs } of days) {
    for (let at = startMs; at < endMs; at = addZoneDays(zoneDayStartMs(at, zone), 1, zone)) {
      count++;
    }
  }
  return count;
}

/** Shifts as annotations, escaped. */
export function shiftsAnnotated(reading: PlantReading, zone: string, refId: string): DataFrame[] {
  return [shiftAnnotations(reading.shifts, reading.shiftsCompleteness, reading.notices, { refId, zone, statements: reading.statements.map(({ statement }) => statement) })];
}
