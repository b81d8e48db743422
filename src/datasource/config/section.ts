import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import type { SpiketraceJsonData, SpiketraceSecureJsonData } from '../types';

/** What every section of the settings page is given. */

export type EditorProps = DataSourcePluginOptionsEditorProps<SpiketraceJsonData, SpiketraceSecureJsonData>;

export interface SectionProps {
  readonly jsonData: SpiketraceJsonData;
  /** Changes these keys of jsonData and leaves the others. */
  readonly set: (change: Partial<SpiketraceJsonData>) => void;
}
