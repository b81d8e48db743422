import React, { type ChangeEvent } from 'react';
import { Alert, Field, Input, Select } from '@grafana/ui';
import { addressProblem } from '../settings';
import type { DialectName } from '../types';
import { isOpen } from './authorization';
import type { SectionProps } from './section';

/** Where the InfluxDB of the connection “direct” is, and what is spoken there. */

const DIALECTS: Array<{ value: DialectName; label: string; description: string }> = [
  { value: 'influxql', label: 'InfluxQL', description: 'Every InfluxDB answers it; 2.x needs a DBRP mapping' },
  { value: 'flux', label: 'Flux', description: 'InfluxDB 2.x, and 1.8 or newer with flux-enabled' },
  { value: 'sql', label: 'SQL (experimental)', description: 'InfluxDB 3.x over HTTP' },
];

export function Direct({ jsonData, set }: SectionProps) {
  const address = jsonData.url ? addressProblem(jsonData.url) : undefined;
  const open = jsonData.url !== undefined && jsonData.url !== '' && address === undefined && isOpen(new URL(jsonData.url));
  const dialect = jsonData.dialect || 'influxql';
  const text = (key: 'url' | 'database' | 'org') => (event: ChangeEvent<HTMLInputElement>) => set({ [key]: key === 'url' ? event.target.value.trim() : event.target.value });
  return (
    <>
      <Field label="Address of the InfluxDB" description="As seen from Grafana’s server. Every viewer can read it." invalid={address !== undefined} error={address}>
        <Input value={jsonData.url ?? ''} placeholder="http://influxdb:8086" width={50} aria-label="Address" onChange={text('url')} />
      </Field>
      {open ? <Alert severity="warning" title="The address is plain http">Queries and the credential travel unencrypted between Grafana and InfluxDB. Use https where the network is shared.</Alert> : null}
      <Field label="Dialect" description="The language of the queries. InfluxQL is the safest choice: in Flux a query may also make the server call other addresses.">
        <Select options={DIALECTS} value={dialect} width={50} aria-label="Dialect" onChange={(choice) => set({ dialect: choice.value ?? 'influxql' })} />
      </Field>
      {dialect === 'sql' ? (
        <Alert severity="error" title="A token of InfluxDB 3 Core is always an administrator’s">
          It could change and delete data, and nothing here can take that from it. Do not connect 3 Core to a Grafana with people to whom you would not give that
          token. InfluxDB 3 Enterprise and Cloud have tokens that read one database (db:NAME:read): use such a one.
        </Alert>
      ) : null}
      <Field label={dialect === 'flux' ? 'Bucket' : 'Database'} description={dialect === 'flux' ? 'The one bucket that is read; on InfluxDB 1.x the database, or database/retention policy.' : 'The one database that is read.'}>
        <Input value={jsonData.database ?? ''} placeholder="plant" width={50} aria-label={dialect === 'flux' ? 'Bucket' : 'Database'} onChange={text('database')} />
      </Field>
      {dialect === 'flux' ? (
        <Field label="Organisation" description="By name, as InfluxDB 2.x asks for it. Empty on InfluxDB 1.x.">
          <Input value={jsonData.org ?? ''} placeholder="my-org" width={50} aria-label="Organisation" onChange={text('org')} />
        </Field>
      ) : null}
    </>
  );
}
