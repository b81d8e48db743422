import type { TimeRange } from '../base';
import type { Failure, MeterSource, PlantMap, PlantQuestion } from './types';

/** What keeps a question from being asked at all: a range, a meter or a line that there is not. Known before anything is sent. */

export function obstacleTo(map: PlantMap, { view, meterId, line, parts }: PlantQuestion): Failure | undefined {
  return rangeObstacle(view)
    ?? (line === undefined ? undefined : lineObstacle(map, line))
    ?? ((parts.meter || parts.learning) && !meterOf(map, meterId) ? meterObstacle(map, meterId) : undefined);
}

export function meterOf(map: PlantMap, id: string): MeterSource | undefined {
  return map.meters.find((one) => one.id === id);
}

/** Every line that a meter or a machine is of, once. */
export function linesOf(map: PlantMap | undefined): readonly string[] {
  return [...new Set([...(map?.meters ?? []), ...(map?.machines ?? [])].flatMap(({ line }) => (line === undefined ? [] : [line])))];
}

export function meterObstacle(map: PlantMap, id: string): Failure {
  return map.meters.length === 0 ? {
    kind: 'no-meter', text: 'The trial zone holds no meter.', advice: 'Name the meters that may be read in scope.meters of the plant map.',
  } : {
    kind: 'no-meter', text: `There is no meter “${id}” in the plant map.`,
    advice: `Choose one of: ${map.meters.map((one) => one.id).join(', ')}; or add it to the plant map.`,
  };
}

export function lineObstacle(map: PlantMap, line: string): Failure | undefined {
  const lines = linesOf(map);
  return lines.includes(line) ? undefined : {
    kind: 'no-line', text: `There is no line “${line}” in the plant map.`,
    advice: lines.length === 0 ? 'It names no lines at all: leave the line empty, or add lines to its machines.' : `Choose one of: ${lines.join(', ')}; or all.`,
  };
}

/** Nanoseconds in 64 bits, less a margin for what is read around a range. */
const MOST_MS = 9.2e12;

function rangeObstacle({ startMs, endMs }: TimeRange): Failure | undefined {
  if (startMs < -MOST_MS || endMs > MOST_MS) {
    return { kind: 'over-budget', text: 'The range lies outside of the years 1678 to 2261, which is all that InfluxDB can hold.', advice: 'Choose another range.' };
  }
  return endMs > startMs ? undefined : { kind: 'over-budget', text: 'The range is empty.', advice: 'Choose a range that ends after it begins.' };
}
