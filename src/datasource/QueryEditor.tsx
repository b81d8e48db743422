import React, { useEffect, useMemo, useReducer, useState } from 'react';
import { dateTime, type QueryEditorProps, type SelectableValue, type TimeRange } from '@grafana/data';
import { InlineField, Select } from '@grafana/ui';
import type { SpiketraceDataSource } from './datasource';
import { linesOf, type Failure, type Preview } from '../influx';
import { TrialFilesEditor } from './trial/Files';
import type { QueryKind, SpiketraceJsonData, SpiketraceQuery } from './types';

/** The query in the plant's words, and the statements that will be sent. */

const KINDS: Array<SelectableValue<QueryKind> & { value: QueryKind }> = [
  { value: 'investigation', label: 'Whole investigation', description: 'Meter, machines, shifts, and the learning range' },
  { value: 'meter', label: 'Meter', description: 'Demand in kW, mean and largest sample' },
  { value: 'machines', label: 'Machines', description: 'States, on change' },
  { value: 'shifts', label: 'Shifts', description: 'Regions of the shift calendar' },
  { value: 'findings', label: 'Findings', description: 'A table of spikes with their likely contributor' },
  { value: 'ledger', label: 'Ledger', description: 'Demand windows: base load, machine and state, unexplained' },
  { value: 'recurrence', label: 'Recurrence', description: 'What keeps coming back in the spikes of up to 400 days' },
];

const WINDOWS = [15, 30, 60].map((value) => ({ value, label: `${value} minutes` }));
const FORMATS: Array<{ value: 'table' | 'series'; label: string }> = [{ value: 'table', label: 'a row for each line' }, { value: 'series', label: 'a column for each line' }];

/** `annotation` is there in Grafana's editor of annotations, which are spikes or shifts. */
type Props = QueryEditorProps<SpiketraceDataSource, SpiketraceQuery, SpiketraceJsonData> & { readonly annotation?: unknown };

export function QueryEditor({ datasource, query, onChange, onRunQuery, range, data, annotation }: Props) {
  const change = (part: Partial<SpiketraceQuery>) => {
    onChange({ ...query, ...part });
    onRunQuery();
  };
  const [, lookAgain] = useReducer((looks: number) => looks + 1, 0);
  useEffect(() => {
    // What reads opened files is fetched first; until then the data source knows no meters.
    if (datasource.isTrial()) {
      void datasource.readyReader().then(lookAgain);
    }
  }, [datasource]);
  const map = datasource.plant();
  const meters = (map?.meters ?? []).map(({ id }) => ({ value: id, label: id }));
  const lines = linesOf(map).map((line) => ({ value: line, label: line }));
  const kinds = annotation === undefined ? KINDS : KINDS.filter(({ value }) => value === 'findings' || value === 'shifts');
  const kind = annotation === undefined ? query.kind ?? 'investigation' : query.kind === 'shifts' ? 'shifts' : 'findings';
  const preview = usePreview({ datasource, query, range, data });
  return (
    <>
      {datasource.isTrial() ? <TrialFilesEditor uid={datasource.uid} onChange={onRunQuery} /> : null}
      <InlineField label="What" labelWidth={12}>
        <Select options={kinds} value={kind} width={32} aria-label="What" onChange={(choice) => change({ kind: choice.value ?? 'investigation' })} />
      </InlineField>
      {kind !== 'shifts' ? (
        <InlineField label="Meter" labelWidth={12} tooltip="A meter of the plant map, or a variable like $meter">
          <Select options={withVariable(meters, '$meter')} value={query.meter || undefined} width={32} aria-label="Meter" allowCustomValue isClearable placeholder="the first one" onChange={(choice) => change({ meter: choice?.value ?? '' })} />
        </InlineField>
      ) : null}
      {kind !== 'meter' && kind !== 'shifts' ? (
        <InlineField label="Line" labelWidth={12} tooltip="Only the machines of this line">
          <Select options={withVariable(lines, '$line')} value={query.line || undefined} width={32} aria-label="Line" allowCustomValue isClearable placeholder="all machines of the meter" onChange={(choice) => change({ line: choice?.value ?? '' })} />
        </InlineField>
      ) : null}
      {kind === 'ledger' ? (
        <>
          <InlineField label="Window" labelWidth={12} tooltip="The demand window of the tariff">
            <Select options={WINDOWS} value={query.windowMin ?? 15} width={32} aria-label="Window" onChange={(choice) => change({ windowMin: choice.value ?? 15 })} />
          </InlineField>
          <InlineField label="As" labelWidth={12} tooltip="Rows for a table, columns for a stacked time series">
            <Select options={FORMATS} value={query.format ?? 'table'} width={32} aria-label="As" onChange={(choice) => change({ format: choice.value ?? 'table' })} />
          </InlineField>
        </>
      ) : null}
      <section aria-label="Queries that will be sent">
        <p>Queries that will be sent (POST, read only):</p>
        {preview === undefined ? null : 'statements' in preview ? (
          <>
            <pre>{preview.statements.join('\n')}</pre>
            <p>{preview.cost}</p>
          </>
        ) : (
          <p role="alert">{`${preview.text} ${preview.advice}`}</p>
        )}
      </section>
    </>
  );
}

/** Undefined until it is known. */
function usePreview({ datasource, query, range, data }: Pick<Props, 'datasource' | 'query' | 'range' | 'data'>): Preview | Failure | undefined {
  const [preview, setPreview] = useState<Preview | Failure>();
  const lastDay = useMemo((): TimeRange => {
    const to = dateTime();
    return { from: dateTime(to.valueOf() - 86_400_000), to, raw: { from: 'now-24h', to: 'now' } };
  }, []);
  const asked = data?.request;
  useEffect(() => {
    let current = true;
    void datasource.preview(query, { range: range ?? lastDay, maxDataPoints: asked?.maxDataPoints ?? 1000, scopedVars: asked?.scopedVars ?? {} })
      .then((found) => current && setPreview(found), (error: unknown) => current && setPreview({ kind: 'unreachable', text: `The queries cannot be shown (${String(error)}).`, advice: 'Reload the page.' }));
    return () => {
      current = false;
    };
  }, [datasource, query, range, lastDay, asked]);
  return preview;
}

function withVariable(options: Array<{ value: string; label: string }>, variable: string) {
  return [...options, { value: variable, label: variable }];
}
