import type { FileSeries } from '../files';
import type { SchemaQuestion } from '../influx';
import { hasTags, type Table } from './table';

/** Which names the opened files hold. */

export function schemaOf(all: readonly FileSeries[], request: SchemaQuestion): Table {
  const of = (measurement: string) => all.filter((one) => one.measurement === measurement);
  switch (request.kind) {
    case 'measurements':
      return [['name'], ...distinct(all.map((one) => one.measurement)).map((name) => [name])];
    case 'field-keys':
      return [['fieldKey', 'fieldType'], ...[...new Map(of(request.measurement).map((one) => [one.field, one.value.kind === 'numbers' ? 'float' : 'string']))]];
    case 'tag-keys':
      return [['tagKey'], ...distinct(of(request.measurement).flatMap((one) => [...one.tags.keys()])).map((key) => [key])];
    case 'tag-values':
      return [['key', 'value'], ...distinct(of(request.measurement).flatMap((one) => one.tags.get(request.key) ?? [])).map((value) => [request.key, value])];
    case 'series':
      return [['key'], ...distinct(of(request.measurement).filter((one) => hasTags(one, request.tags)).map(keyOf)).map((key) => [key])];
    // Files have neither databases nor policies nor users.
    case 'policies':
    case 'databases':
    case 'users':
      return [['name']];
  }
}

const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort();

function keyOf({ measurement, tags }: FileSeries): string {
  return [measurement, ...[...tags].map(([name, value]) => `${name}=${value}`)].join(',');
}
