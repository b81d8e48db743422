import type { PlantMap } from '../influx';

/** What a variable's query may ask for: `meters`, `lines`, `machines`; of one line only with ` line=…`. */

export type VariableQuery = { readonly kind: 'meters' | 'lines' | 'machines'; readonly line?: string };

export const VARIABLE_HELP = 'A Spiketrace variable is one of meters, lines or machines, with “line=…” behind it for those of one line';

/** undefined when it is none. A text, or an object with `query`, as Grafana keeps either. */
export function variableQueryOf(query: unknown, replaced: (text: string) => string): VariableQuery | undefined {
  const found = /^(meters|lines|machines)(?:\s+line=(.+))?$/.exec(textOfVariable(query));
  if (!found) {
    return undefined;
  }
  const line = found[2] === undefined ? '' : replaced(found[2].trim());
  return { kind: found[1] as VariableQuery['kind'], ...(isAll(line) ? {} : { line }) };
}

export function textOfVariable(query: unknown): string {
  return (typeof query === 'string' ? query : typeof query === 'object' && query !== null && 'query' in query ? String(query.query) : '').trim();
}

/**
 * What is chosen in a variable as one name. Several are kept, so that it can be said that only one may be chosen; all of them are "all".
 * @param all every name that there is; empty where "all" has no meaning, and then the first counts
 */
export function chosenText(chosen: unknown, all: readonly string[]): string {
  if (!Array.isArray(chosen)) {
    return String(chosen ?? '');
  }
  const names = chosen.map(String);
  return all.length === 0 || names.length < 2 ? (names[0] ?? '') : all.every((name) => names.includes(name)) ? '' : names.join(', ');
}

/** "All" means no filter. */
export function isAll(value: string): boolean {
  return /^(all|\$__all)?$/i.test(value);
}

/** Grafana leaves a variable standing that the dashboard does not have, however it is written: it means "not chosen". */
export function isUnfilled(value: string): boolean {
  return /^(\$\w+|\$\{\w+(:\w+)?\}|\[\[\w+(:\w+)?\]\])$/.test(value) && value !== '$__all';
}

export function metersOf(map: PlantMap | undefined, line: string | undefined): readonly string[] {
  return (map?.meters ?? []).filter((meter) => line === undefined || meter.line === line).map(({ id }) => id);
}
