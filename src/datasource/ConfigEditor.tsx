import React, { useMemo } from 'react';
import { Alert } from '@grafana/ui';
import { ConnectionChoice } from './config/Connection';
import { Credential } from './config/Credential';
import { Direct } from './config/Direct';
import { Existing } from './config/Existing';
import { Health } from './config/Health';
import { Limits } from './config/Limits';
import type { EditorProps } from './config/section';
import { Part } from './config/Part';
import { OffSwitch } from './config/Switch';
import { connectionOf } from './connection';
import { Plant } from './plant/Plant';
import { savedReader } from './plant/savedReader';
import { TrialFilesEditor } from './trial/Files';
import type { SpiketraceJsonData } from './types';

/** The settings page: where the InfluxDB is, what may read it, what is what in the plant, how much may be asked, and the switch. */

export function ConfigEditor({ options, onOptionsChange }: EditorProps) {
  const { jsonData, secureJsonFields } = options;
  const connection = connectionOf(jsonData);
  const set = (change: Partial<SpiketraceJsonData>) =>
    onOptionsChange({ ...options, jsonData: { ...jsonData, ...(connection ? { connection } : {}), dialect: jsonData.dialect || 'influxql', ...change } });
  const readerOf = useMemo(() => savedReader(options.uid), [options.uid]);
  return (
    <>
      {options.url ? (
        <Alert severity="error" title="The general URL is filled">
          Leave it empty: Grafana forwards to it whatever no route matches, writes included. The address belongs below.
        </Alert>
      ) : null}
      {options.readOnly ? (
        <Alert severity="info" title="Grafana keeps these settings from a file">
          What is changed here is not saved. Change the file (the switch is “disabled: true” in its jsonData), and start Grafana again or let it read its files again.
        </Alert>
      ) : null}
      <Part title="Connection">
        <ConnectionChoice jsonData={jsonData} set={set} />
        {connection === 'existing' ? <Existing jsonData={jsonData} set={set} /> : null}
        {connection === 'direct' ? <Direct jsonData={jsonData} set={set} /> : null}
        {connection === 'direct' ? <Credential
          dialect={jsonData.dialect}
          stored={Boolean(secureJsonFields?.['authorization'])}
          onChange={(authorization) => onOptionsChange({ ...options, secureJsonData: { authorization } })}
          onReset={() => onOptionsChange({ ...options, secureJsonData: { authorization: '' }, secureJsonFields: { ...secureJsonFields, authorization: false } })}
        /> : null}
        {connection === 'trial' ? <TrialFilesEditor uid={options.uid} /> : null}
      </Part>
      <Part title="Plant">
        <Plant uid={options.uid} jsonData={jsonData} set={set} readerOf={readerOf} />
      </Part>
      <Part title="Protection of the database">
        <OffSwitch jsonData={jsonData} set={set} fixed={options.readOnly} />
        {connection === 'trial' ? <p>Nothing is sent to a database: the files are read in this browser.</p> : <Limits jsonData={jsonData} set={set} />}
      </Part>
      <Health uid={options.uid} />
    </>
  );
}
