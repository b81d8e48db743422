import React, { lazy, Suspense } from 'react';
import type { QueryEditorProps } from '@grafana/data';
import type { EditorProps } from './config/section';
import type { SpiketraceDataSource } from './datasource';
import type { SpiketraceJsonData, SpiketraceQuery } from './types';

/** The editors are fetched when one of them is opened: a dashboard that is only looked at needs neither. */

const LazyConfigEditor = lazy(async () => ({ default: (await import('./ConfigEditor')).ConfigEditor }));
const LazyQueryEditor = lazy(async () => ({ default: (await import('./QueryEditor')).QueryEditor }));

export function ConfigEditor(props: EditorProps) {
  return <Suspense fallback={<p>Loading the settings…</p>}><LazyConfigEditor {...props} /></Suspense>;
}

export function QueryEditor(props: QueryEditorProps<SpiketraceDataSource, SpiketraceQuery, SpiketraceJsonData>) {
  return <Suspense fallback={<p>Loading the query editor…</p>}><LazyQueryEditor {...props} /></Suspense>;
}
