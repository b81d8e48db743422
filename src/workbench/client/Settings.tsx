// The settings page of the data source as Grafana shows it: the plugin's own editor, and "Save & test" below.
import React, { useState } from 'react';
import { css } from '@emotion/css';
import { type DataSourceSettings, type GrafanaTheme2, type TestDataSourceResponse } from '@grafana/data';
import { getBackendSrv, getDataSourceSrv } from '@grafana/runtime';
import { Alert, Button, useStyles2 } from '@grafana/ui';
import { installDatasource, runningDatasource } from './host';
import type { WorkbenchSetup } from './setup';

/** As in Grafana. */
export const SETTINGS_PATH = '/connections/datasources/edit/';

export function Settings({ setup }: { readonly setup: WorkbenchSetup }): React.ReactElement {
  const [options, setOptions] = useState(() => optionsOf(setup));
  const [found, setFound] = useState<TestDataSourceResponse>();
  const styles = useStyles2(stylesOf);
  const Editor = runningDatasource().components.ConfigEditor;
  const saveAndTest = async (): Promise<void> => {
    const saved = await getBackendSrv().put<{ readonly datasource: WorkbenchSetup['datasource'] }>(`/api/datasources/uid/${options.uid}`, { jsonData: options.jsonData, secureJsonData: options.secureJsonData });
    setOptions({ ...options, secureJsonFields: { ...saved.datasource.secureJsonFields }, secureJsonData: undefined });
    // Whoever comes back to this page finds what was saved.
    window.spiketraceWorkbench = { ...setup, datasource: saved.datasource };
    installDatasource(window.spiketraceWorkbench);
    setFound((await (await getDataSourceSrv().get(options.uid)).testDatasource()) as TestDataSourceResponse);
  };
  return (
    <div className={styles.page}>
      <h2>{`Settings of the data source ${options.name}`}</h2>
      {Editor ? <div data-testid="spiketrace-settings"><Editor options={options as never} onOptionsChange={(changed) => setOptions(changed as unknown as typeof options)} /></div> : null}
      {found ? (
        <Alert severity={found.status === 'success' ? 'success' : found.status === 'warning' ? 'warning' : 'error'} title={found.message}>{found.details?.message}</Alert>
      ) : null}
      <Button onClick={() => void saveAndTest().catch((error: unknown) => setFound({ status: 'error', message: error instanceof Error ? error.message : String(error) }))}>{'Save & test'}</Button>
    </div>
  );
}

function optionsOf({ datasource, datasourceMeta }: WorkbenchSetup): DataSourceSettings {
  return {
    id: 1, uid: datasource.uid, orgId: 1, name: datasource.name, typeLogoUrl: '', type: datasourceMeta.id, typeName: 'Spiketrace', access: 'proxy', url: '', user: '',
    database: '', basicAuth: false, basicAuthUser: '', isDefault: true, jsonData: datasource.jsonData, readOnly: false, withCredentials: false,
    secureJsonFields: { ...datasource.secureJsonFields },
  };
}

const stylesOf = (theme: GrafanaTheme2) => ({
  page: css({ maxWidth: 900, padding: theme.spacing(2), color: theme.colors.text.primary }),
});
