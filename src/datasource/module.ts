import { DataSourcePlugin } from '@grafana/data';
import { SpiketraceDataSource } from './datasource';
import { ConfigEditor, QueryEditor } from './editors';
import type { SpiketraceJsonData, SpiketraceQuery, SpiketraceSecureJsonData } from './types';

export const plugin = new DataSourcePlugin<SpiketraceDataSource, SpiketraceQuery, SpiketraceJsonData, SpiketraceSecureJsonData>(SpiketraceDataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor);
