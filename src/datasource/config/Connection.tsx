import React from 'react';
import { Field, RadioButtonGroup } from '@grafana/ui';
import { connectionOf } from '../connection';
import type { Connection } from '../types';
import type { SectionProps } from './section';

/** The choice of the three ways to the data. */

const CONNECTIONS: Array<{ value: Connection; label: string; description: string }> = [
  { value: 'existing', label: 'A data source of this Grafana', description: 'No new credential and no new way to the database' },
  { value: 'direct', label: 'An address of its own', description: 'Through Grafana’s server, with a credential that can only read' },
  { value: 'trial', label: 'Files in this browser', description: 'Nothing leaves the browser, no database is needed' },
];

export function ConnectionChoice({ jsonData, set }: SectionProps) {
  const connection = connectionOf(jsonData);
  const chosen = CONNECTIONS.find((one) => one.value === connection);
  return (
    <Field label="Where the data come from" description={chosen?.description ?? `“${String(jsonData.connection)}” is not known to this version: choose one.`}>
      <RadioButtonGroup options={CONNECTIONS.map(({ value, label }) => ({ value, label }))} value={connection} onChange={(value) => set({ connection: value })} aria-label="Where the data come from" />
    </Field>
  );
}
