import { DataSourcePlugin } from '@grafana/data';
import { ConfigEditor } from './ConfigEditor';
import { SpiketraceDataSource } from './datasource';
import { QueryEditor } from './QueryEditor';
import type { SpiketraceJsonData, SpiketraceQuery, SpiketraceSecureJsonData } from './types';

export const plugin = new DataSourcePlugin<SpiketraceDataSource, SpiketraceQuery, SpiketraceJsonData, SpiketraceSecureJsonData>(SpiketraceDataSource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor);
