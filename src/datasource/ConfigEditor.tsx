import React, { useMemo } from 'react';
import { Alert } from '@grafana/ui';
import { Credential } from './config/Credential';
import { Direct } from './config/Direct';
import type { EditorProps } from './config/section';
import { OffSwitch } from './config/Switch';
import { Plant } from './plant/Plant';
import { savedReader } from './plant/savedReader';
import type { SpiketraceJsonData } from './types';

/** The settings page: where the InfluxDB is, what may read it, what is what in the plant, and the switch. */

export function ConfigEditor({ options, onOptionsChange }: EditorProps) {
  const { jsonData, secureJsonFields } = options;
  const set = (change: Partial<SpiketraceJsonData>) => onOptionsChange({ ...options, jsonData: { ...jsonData, connection: 'direct', dialect: 'influxql', ...change } });
  const readerOf = useMemo(() => savedReader(options.uid), [options.uid]);
  return (
    <>
      {options.url ? (
        <Alert severity="error" title="The general URL is filled">
          Leave it empty: Grafana forwards to it whatever no route matches, writes included. The address belongs below.
        </Alert>
      ) : null}
      <OffSwitch jsonData={jsonData} set={set} />
      <Direct jsonData={jsonData} set={set} />
      <Credential
        stored={Boolean(secureJsonFields?.['authorization'])}
        onChange={(authorization) => onOptionsChange({ ...options, secureJsonData: { authorization } })}
        onReset={() => onOptionsChange({ ...options, secureJsonData: { authorization: '' }, secureJsonFields: { ...secureJsonFields, authorization: false } })}
      />
      <Plant jsonData={jsonData} set={set} readerOf={readerOf} />
    </>
  );
}
