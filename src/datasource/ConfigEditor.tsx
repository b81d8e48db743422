import React, { useState, type ChangeEvent } from 'react';
import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Alert, Field, Input, SecretInput, Select, Switch, TextArea } from '@grafana/ui';
import { addressProblem, plantMapOf } from './settings';
import type { SpiketraceJsonData, SpiketraceSecureJsonData } from './types';

/** The settings page: where the InfluxDB is, what may read it, what is what in the plant, and the switch. */

type Props = DataSourcePluginOptionsEditorProps<SpiketraceJsonData, SpiketraceSecureJsonData>;

type Scheme = 'basic' | 'token' | 'bearer' | 'whole';

const SCHEMES: Array<{ value: Scheme; label: string; description: string }> = [
  { value: 'basic', label: 'User and password', description: 'InfluxDB 1.x' },
  { value: 'token', label: 'Token', description: 'InfluxDB 2.x, and user:password on 1.8 and newer' },
  { value: 'bearer', label: 'Bearer', description: 'InfluxDB 3.x' },
  { value: 'whole', label: 'Whole header value', description: 'As in provisioning' },
];

/** The value of the Authorization header, composed in the browser once and stored encrypted by Grafana. */
export function headerOf(scheme: Scheme, user: string, secret: string): string {
  switch (scheme) {
    case 'basic': {
      const bytes = new TextEncoder().encode(`${user}:${secret}`);
      return `Basic ${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`;
    }
    case 'token':
      return `Token ${secret}`;
    case 'bearer':
      return `Bearer ${secret}`;
    case 'whole':
      return secret;
  }
}

/** Plain http to another machine. The whole host name counts: "localhost.example.com" is not this machine. */
export function isOpen({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && !/^(127(\.\d{1,3}){3}|localhost|\[::1\])$/.test(hostname);
}

export function ConfigEditor({ options, onOptionsChange }: Props) {
  const { jsonData, secureJsonFields } = options;
  const set = (change: Partial<SpiketraceJsonData>) => onOptionsChange({ ...options, jsonData: { ...jsonData, connection: 'direct', dialect: 'influxql', ...change } });
  const address = jsonData.url ? addressProblem(jsonData.url) : undefined;
  const open = jsonData.url !== undefined && address === undefined && isOpen(new URL(jsonData.url));
  return (
    <>
      {options.url ? (
        <Alert severity="error" title="The general URL is filled">
          Leave it empty: Grafana forwards to it whatever no route matches, writes included. The address belongs below.
        </Alert>
      ) : null}
      <Field label="Query nothing" description="The switch: while it is on, nothing is read and every panel says so.">
        <Switch value={jsonData.disabled ?? false} onChange={(event) => set({ disabled: event.currentTarget.checked })} aria-label="Query nothing" />
      </Field>
      <Field label="Address of the InfluxDB" description="As seen from Grafana’s server. Every viewer can read it." invalid={address !== undefined} error={address}>
        <Input value={jsonData.url ?? ''} placeholder="http://influxdb:8086" width={50} aria-label="Address" onChange={(event: ChangeEvent<HTMLInputElement>) => set({ url: event.target.value.trim() })} />
      </Field>
      {open ? <Alert severity="warning" title="The address is plain http">Queries and the credential travel unencrypted between Grafana and InfluxDB. Use https where the network is shared.</Alert> : null}
      <Field label="Database" description="The one database that is read.">
        <Input value={jsonData.database ?? ''} placeholder="plant" width={50} aria-label="Database" onChange={(event: ChangeEvent<HTMLInputElement>) => set({ database: event.target.value })} />
      </Field>
      <Credential
        stored={Boolean(secureJsonFields?.['authorization'])}
        onChange={(authorization) => onOptionsChange({ ...options, secureJsonData: { authorization } })}
        onReset={() => onOptionsChange({ ...options, secureJsonData: { authorization: '' }, secureJsonFields: { ...secureJsonFields, authorization: false } })}
      />
      <PlantMapEditor jsonData={jsonData} onChange={(plant) => set({ plant })} />
    </>
  );
}

interface CredentialProps {
  readonly stored: boolean;
  /** Told at every keystroke, so that "Save & test" saves what stands there; undefined while it is not whole. */
  readonly onChange: (header: string | undefined) => void;
  readonly onReset: () => void;
}

function Credential({ stored, onChange, onReset }: CredentialProps) {
  const [scheme, setScheme] = useState<Scheme>('basic');
  const [user, setUser] = useState('');
  const [secret, setSecret] = useState('');
  const change = (next: { readonly scheme?: Scheme; readonly user?: string; readonly secret?: string }) => {
    const now = { scheme, user, secret, ...next };
    setScheme(now.scheme);
    setUser(now.user);
    setSecret(now.secret);
    onChange(now.secret === '' || (now.scheme === 'basic' && now.user === '') ? undefined : headerOf(now.scheme, now.user, now.secret));
  };
  return (
    <>
      <Field label="How it logs in" description="Use a credential that can read this one database and nothing else: that is the real boundary.">
        <Select options={SCHEMES} value={scheme} width={50} aria-label="How it logs in" onChange={(choice) => change({ scheme: choice.value ?? 'basic' })} />
      </Field>
      {scheme === 'basic' && !stored ? (
        <Field label="User">
          <Input value={user} width={50} aria-label="User" autoComplete="off" onChange={(event: ChangeEvent<HTMLInputElement>) => change({ user: event.target.value })} />
        </Field>
      ) : null}
      <Field label={scheme === 'basic' ? 'Password' : scheme === 'whole' ? 'Header value' : 'Token'} description="Stored encrypted by Grafana and never sent to a browser.">
        <SecretInput
          isConfigured={stored} value={secret} width={50} aria-label="Secret" autoComplete="new-password"
          onReset={onReset} onChange={(event: ChangeEvent<HTMLInputElement>) => change({ secret: event.target.value })}
        />
      </Field>
    </>
  );
}

function PlantMapEditor({ jsonData, onChange }: { jsonData: SpiketraceJsonData; onChange: (plant: string) => void }) {
  const text = typeof jsonData.plant === 'string' ? jsonData.plant : jsonData.plant ? JSON.stringify(jsonData.plant, null, 2) : '';
  const map = plantMapOf(jsonData);
  return (
    <Field
      label="Plant map"
      description="Which measurement, field and tag is a meter, a machine, a shift. Empty = the names of the sample plant."
      invalid={map.kind === 'failed'}
      error={map.kind === 'failed' ? `${map.failure.text} ${map.failure.advice}` : undefined}
    >
      <TextArea value={text} rows={14} cols={90} aria-label="Plant map" spellCheck={false} onChange={(event: ChangeEvent<HTMLTextAreaElement>) => onChange(event.target.value)} />
    </Field>
  );
}
