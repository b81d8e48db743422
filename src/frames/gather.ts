import { FieldType, type DataFrame, type Field } from '@grafana/data';
import { COMPLETE, completenessText, entryNotices, inOrder, machineLog, unclashed, worstCompleteness, type Completeness, type MachineLog, type MeterReadings, type Notice, type ShiftEvent } from '../base';
import { metaOf, meterField, roleOf, stateFields, type MetaWithNotices } from './fields';
import { seriesIn, shownName } from './foreign';

/** Station 3, Gather: frames on the dashboard become one meter, several machine logs and the shifts, or what is missing. */

export type Gathered =
  | {
      readonly kind: 'plant';
      /** At the dashboard's own window: for drawing. */
      readonly view: MeterReadings;
      /** Over the learning range: what findings are computed from. Absent with other data sources than ours. */
      readonly learn?: MeterReadings;
      readonly machines: readonly MachineLog[];
      readonly shifts: readonly ShiftEvent[];
      readonly zone: string;
      /** Where the view is empty: when the meter last gave a reading, if the data source knows. */
      readonly lastReadingMs?: number;
      readonly notices: readonly Notice[];
    }
  | { readonly kind: 'missing'; readonly missing: 'meter'; readonly text: string; readonly advice: string };

/**
 * Frames of our data source say what they are. Of others, such as Grafana's own InfluxDB data source, a frame with time
 * and numbers is the meter (the first such one), and a frame with time and text is a machine named by its label.
 * @param fallbackZone zone of the site where no frame says it
 * @param error what failed beside these frames: a machine may be missing for it, so nothing of them counts as whole
 */
export function gather(frames: readonly DataFrame[], fallbackZone = 'UTC', error?: string): Gathered {
  const beside: Completeness = error === undefined ? keptAway(frames) : { kind: 'partial', reason: 'error-after-rows', detail: error };
  let view: MeterReadings | undefined;
  const learns: MeterReadings[] = [];
  let zone = fallbackZone;
  let lastReadingMs: number | undefined;
  const machines: MachineLog[] = [];
  const shifts: ShiftEvent[] = [];
  const notices: Notice[] = [];
  const others: string[] = [];
  for (const frame of seriesIn(frames)) {
    const meta = metaOf(frame);
    zone = meta?.zone ?? zone;
    notices.push(...(meta?.notices ?? []));
    lastReadingMs ??= meta?.lastReadingMs;
    switch (roleOf(frame)) {
      case 'meter': {
        const readings = readingsOf(frame, meta, beside);
        notices.push(...(readings && !meta && !view ? risesOnly(readings) : []));
        if (readings && meta?.purpose === 'learn') {
          learns.push(readings);
        } else if (readings && view) {
          others.push(readings.meterId === view.meterId ? shownMeter(frame) : readings.meterId);
        } else {
          view ??= readings;
        }
        break;
      }
      case 'machine':
        machines.push(...logsOf(frame, meta, beside));
        break;
      case 'shift': {
        shifts.push(...shiftsOf(frame));
        const cut = completenessText(meta?.completeness ?? COMPLETE);
        notices.push(...(cut ? [{ severity: 'warning' as const, code: 'shifts-incomplete', text: `Shifts: ${cut}` }] : []));
        break;
      }
      default:
        break;
    }
  }
  if (others.length > 0) {
    notices.push({ severity: 'info', code: 'more-meters', text: `Only the first meter is investigated; ${others.join(', ')} ${others.length === 1 ? 'is' : 'are'} left out.` });
  }
  if (!view) {
    return {
      kind: 'missing', missing: 'meter',
      text: 'There is no meter in this panel’s data.',
      advice: 'Add a Spiketrace query of the kind “Whole investigation”, or any query that returns a time and a power in kW.',
    };
  }
  const { meterId } = view;
  // What another meter taught says nothing about this one.
  const taught = learns.find((one) => one.meterId === meterId);
  // Where the picture is not whole, nothing is ranked beside it, though there be enough to learn from.
  const learn = taught && { ...taught, completeness: worstCompleteness([taught.completeness, view.completeness]) };
  return { kind: 'plant', view, learn, machines, shifts, zone, ...(lastReadingMs === undefined ? {} : { lastReadingMs }), notices: withoutRepeats(notices) };
}

/** Grafana has a limit of series for panels, and a transformation may take some away; what machines without a log draw would be laid on others. */
function keptAway(frames: readonly DataFrame[]): Completeness {
  const [came, sent] = [new Map<string, number>(), new Map<string, number>()];
  for (const frame of frames) {
    const of = metaOf(frame)?.ofFrames;
    if (of !== undefined) {
      const query = frame.refId ?? '';
      came.set(query, (came.get(query) ?? 0) + 1);
      sent.set(query, of);
    }
  }
  const [here, all] = [came, sent].map((counts) => [...counts.values()].reduce((sum, count) => sum + count, 0)) as [number, number];
  return here >= all ? COMPLETE : { kind: 'partial', reason: 'series-partial', detail: `only ${here} of ${all} series reached this panel, for a limit of series in Grafana or a transformation` };
}

function withoutRepeats(notices: readonly Notice[]): Notice[] {
  return [...new Map(notices.map((one) => [JSON.stringify([one.code, one.text]), one])).values()];
}

/** Other data sources say in Grafana's own notices that they stopped at a limit. */
function completenessOf(frame: DataFrame, meta: MetaWithNotices | undefined, beside: Completeness): Completeness {
  const said = meta ? undefined : frame.meta?.notices?.find(({ severity }) => severity !== 'info')?.text;
  return worstCompleteness([beside, meta?.completeness ?? (said === undefined ? COMPLETE : { kind: 'unknown', reason: said })]);
}

/** kW and kWh of Grafana's units of power and energy. */
const FACTORS: Readonly<Record<string, number>> = { watt: 0.001, watth: 0.001, megwatt: 1000, mwatth: 1000, gwatt: 1e6, mwatt: 1e-6 };

function readingsOf(frame: DataFrame, meta: MetaWithNotices | undefined, beside: Completeness): MeterReadings | undefined {
  const owned = meterField(frame);
  if (!owned) {
    return undefined;
  }
  const { id: meterId, field: value, time } = owned;
  // Ours are always in kW or kWh, whatever unit an override of the panel gives the field; of others the unit says what they are.
  const unit = meta ? (value.name === 'energy' ? 'kwatth' : 'kwatt') : unitOf(frame, value);
  const factor = FACTORS[unit ?? ''] ?? 1;
  const arrived = columnOf(time, 1);
  const { timeMs, value: readings, notices } = inOrder(arrived, columnOf(value, factor));
  const shared = { meterId, timeMs, windowMs: meta?.windowMs, completeness: completenessOf(frame, meta, beside), notices: [...(meta?.notices ?? []), ...notices] };
  if (unit?.endsWith('watth')) {
    return { kind: 'counter', energyKwh: readings, ...shared };
  }
  // What belongs to a reading beside its value goes where it goes: only an order that stood is sure to keep it.
  const max = timeMs === arrived ? frame.fields.find((f) => f.type === FieldType.number && f.name === 'max') : undefined;
  return { kind: 'power', demandKw: readings, maxKw: max ? columnOf(max, factor) : undefined, ...shared };
}

/** A column that is called kWh or Wh is a register, whatever unit the panel has for its numbers; watts and megawatts that somebody chose stay. */
function unitOf(frame: DataFrame, field: Field): string | undefined {
  const { unit } = field.config;
  const name = shownName(frame, field);
  return unit !== undefined && unit !== 'kwatt' ? unit : /kwh/i.test(name) ? 'kwatth' : /(^|[^a-z])wh([^a-z]|$)/i.test(name) ? 'watth' : unit;
}

const shownMeter = (frame: DataFrame): string => {
  const owned = meterField(frame);
  return owned ? shownName(frame, owned.field) : '';
};

/** A power comes back down within hours; a register that nobody called one does not, and as a power it would be nonsense. */
function risesOnly(readings: MeterReadings): Notice[] {
  const values = readings.kind === 'power' ? readings.demandKw.filter(Number.isFinite) : [];
  return values.length < RISES || values[values.length - 1]! <= values[0]! || values.some((value, i) => i > 0 && value < values[i - 1]!) ? [] : [{
    severity: 'warning', code: 'rises-only', text: `The readings of ${readings.meterId} only rise. If they are a register, choose the unit kilowatt-hour (kWh) for them in this panel’s field options.`,
  }];
}
const RISES = 20;

/** One pass without a function a row: a week at 10 s has 60,480 of them, on the page's own thread. What is no number is NaN. */
function columnOf({ values, type }: Field, factor: number): Float64Array {
  const column = new Float64Array(values.length);
  for (let i = 0; i < column.length; i++) {
    const value: unknown = values[i];
    column[i] = typeof value === 'number' ? value * factor : type === FieldType.time && value !== null ? Number(value) : NaN;
  }
  return column;
}

function logsOf(frame: DataFrame, meta: MetaWithNotices | undefined, beside: Completeness): MachineLog[] {
  const completeness = completenessOf(frame, meta, beside);
  return stateFields(frame).map(({ id: machineId, field: f, time }) => {
    const stamps = columnOf(time, 1);
    const entries: Array<readonly [number, string]> = [];
    for (let i = 0; i < f.values.length; i++) {
      const state: unknown = f.values[i];
      if (state !== null && state !== undefined) {
        entries.push([stamps[i]!, String(state)]);
      }
    }
    const put = entryNotices(machineId, Float64Array.from(entries, ([ms]) => ms));
    const { entries: told, notices } = unclashed(machineId, entries);
    return machineLog(machineId, told, completeness, [...(meta?.notices ?? []), ...put, ...notices]);
  });
}

function shiftsOf(frame: DataFrame): ShiftEvent[] {
  const value = (name: string, row: number): unknown => frame.fields.find((f) => f.name === name)?.values[row];
  // What has no instant is none, and not the year 1970.
  const instant = (name: string, row: number) => Number(value(name, row) ?? NaN);
  return Array.from({ length: frame.length }, (_, row) => ({
    startMs: instant('time', row), endMs: instant('timeEnd', row), text: String(value('text', row) ?? ''),
  })).filter((shift) => shift.endMs > shift.startMs);
}
