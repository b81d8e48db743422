import React, { useState, type ChangeEvent } from 'react';
import { Field, Input, SecretInput, Select } from '@grafana/ui';
import { headerOf, type Scheme } from './authorization';

/** How Spiketrace logs in to the InfluxDB of the connection “direct”. */

const SCHEMES: Array<{ value: Scheme; label: string; description: string }> = [
  { value: 'basic', label: 'User and password', description: 'InfluxDB 1.x' },
  { value: 'token', label: 'Token', description: 'InfluxDB 2.x, and user:password on 1.8 and newer' },
  { value: 'bearer', label: 'Bearer', description: 'InfluxDB 3.x' },
  { value: 'whole', label: 'Whole header value', description: 'As in provisioning' },
];

interface CredentialProps {
  readonly stored: boolean;
  /** Told at every keystroke, so that "Save & test" saves what stands there; undefined while it is not whole. */
  readonly onChange: (header: string | undefined) => void;
  readonly onReset: () => void;
}

export function Credential({ stored, onChange, onReset }: CredentialProps) {
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
