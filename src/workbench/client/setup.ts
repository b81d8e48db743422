// What the page's server tells the page before its first line runs: the dashboard, the data source, which data answers.
import type { DataSourcePluginMeta, FieldConfigSource, PanelPluginMeta } from '@grafana/data';

/** One variable of the provisioned dashboard, as far as the page reads it. */
export interface DashboardVariable {
  readonly name: string;
  readonly label?: string;
  readonly type: string;
  readonly query?: string;
  readonly hide?: number;
  readonly includeAll?: boolean;
  readonly allValue?: string;
  readonly current?: { readonly text?: string; readonly value?: string };
  readonly datasource?: { readonly type: string; readonly uid: string };
}

export interface DashboardPanel {
  readonly type: string;
  readonly title: string;
  readonly datasource: { readonly type: string; readonly uid: string };
  readonly options: Readonly<Record<string, unknown>>;
  readonly fieldConfig?: FieldConfigSource;
  readonly targets: readonly { readonly refId: string; readonly [key: string]: unknown }[];
}

export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly time: { readonly from: string; readonly to: string };
  /** Whether panels share a hairline: 0 = no. */
  readonly graphTooltip?: number;
  readonly timepicker?: { readonly refresh_intervals?: readonly string[] };
  readonly templating: { readonly list: readonly DashboardVariable[] };
  readonly panels: readonly DashboardPanel[];
}

export interface WorkbenchSetup {
  readonly dashboard: Dashboard;
  readonly datasource: {
    readonly uid: string; readonly name: string; readonly jsonData: Readonly<Record<string, unknown>>;
    readonly secureJsonFields: Readonly<Record<string, boolean>>;
  };
  /** An InfluxDB data source as Grafana has it built in, for the connection “existing”. */
  readonly builtIn: { readonly uid: string; readonly name: string; readonly type: string; readonly jsonData: Readonly<Record<string, unknown>> };
  readonly panelMeta: PanelPluginMeta;
  readonly datasourceMeta: DataSourcePluginMeta;
  /** "embedded sample", "InfluxDB 1.6.7 of its own, seeded with the sample plant", … */
  readonly data: string;
  /** Where the page opens when its address names no time: absolute, or undefined for the dashboard's own. */
  readonly openAt?: { readonly from: string; readonly to: string };
}

declare global {
  interface Window {
    spiketraceWorkbench: WorkbenchSetup;
  }
}
