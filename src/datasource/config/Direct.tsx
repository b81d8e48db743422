import React, { type ChangeEvent } from 'react';
import { Alert, Field, Input } from '@grafana/ui';
import { addressProblem } from '../settings';
import { isOpen } from './authorization';
import type { SectionProps } from './section';

/** Where the InfluxDB of the connection “direct” is. */

export function Direct({ jsonData, set }: SectionProps) {
  const address = jsonData.url ? addressProblem(jsonData.url) : undefined;
  const open = jsonData.url !== undefined && address === undefined && isOpen(new URL(jsonData.url));
  return (
    <>
      <Field label="Address of the InfluxDB" description="As seen from Grafana’s server. Every viewer can read it." invalid={address !== undefined} error={address}>
        <Input value={jsonData.url ?? ''} placeholder="http://influxdb:8086" width={50} aria-label="Address" onChange={(event: ChangeEvent<HTMLInputElement>) => set({ url: event.target.value.trim() })} />
      </Field>
      {open ? <Alert severity="warning" title="The address is plain http">Queries and the credential travel unencrypted between Grafana and InfluxDB. Use https where the network is shared.</Alert> : null}
      <Field label="Database" description="The one database that is read.">
        <Input value={jsonData.database ?? ''} placeholder="plant" width={50} aria-label="Database" onChange={(event: ChangeEvent<HTMLInputElement>) => set({ database: event.target.value })} />
      </Field>
    </>
  );
}
