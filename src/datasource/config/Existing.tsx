import React, { type ChangeEvent } from 'react';
import { getDataSourceSrv } from '@grafana/runtime';
import { Alert, Field, Input, Select } from '@grafana/ui';
import { existingOf, type InfluxSettings } from '../connection';
import type { SectionProps } from './section';

/** Which InfluxDB data source of this Grafana the connection “existing” asks. */

const LANGUAGE = { influxql: 'InfluxQL', flux: 'Flux', sql: 'SQL' } as const;

export function Existing({ jsonData, set }: SectionProps) {
  const sources = getDataSourceSrv().getList({ type: 'influxdb' }).filter((one) => one.type === 'influxdb').map((one) => existingOf(one as InfluxSettings));
  const chosen = sources.find((one) => one.uid === jsonData.existingUid);
  const options = sources.map((one) => ({ value: one.uid, label: one.name, description: `${LANGUAGE[one.dialect]}, ${one.database === '' ? 'no database named' : one.database}` }));
  return (
    <>
      {sources.length === 0 ? (
        <Alert severity="info" title="This Grafana has no InfluxDB data source">Add one first, or give an address of its own, or open files.</Alert>
      ) : null}
      <Field
        label="InfluxDB data source" description="Its queries, its credential and its rights are used as they are: no new way to the database is made."
        invalid={Boolean(jsonData.existingUid) && !chosen} error={chosen || !jsonData.existingUid ? undefined : `There is none with the uid “${jsonData.existingUid}”.`}
      >
        <Select options={options} value={chosen?.uid ?? null} width={50} aria-label="InfluxDB data source" placeholder="Choose" onChange={(choice) => set({ existingUid: choice.value ?? '' })} />
      </Field>
      {chosen && !chosen.posts ? (
        <Alert severity="warning" title="That data source sends its queries by GET">
          Set its HTTP method to POST: long queries pass then, and query texts stay out of the access logs of InfluxDB.
        </Alert>
      ) : null}
      {chosen ? (
        <Field label={chosen.dialect === 'flux' ? 'Another bucket' : 'Another database'} description={`Empty = that of the data source${chosen.database === '' ? ', which names none' : ` (${chosen.database})`}.`}>
          <Input value={jsonData.database ?? ''} placeholder={chosen.database} width={50} aria-label="Another database" onChange={(event: ChangeEvent<HTMLInputElement>) => set({ database: event.target.value })} />
        </Field>
      ) : null}
    </>
  );
}
