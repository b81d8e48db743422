import React, { useState, type ChangeEvent } from 'react';
import { Field, Input, SecretInput, Select } from '@grafana/ui';
import { headerOf, needsUser, usualScheme, type Scheme } from './authorization';

/** How Spiketrace logs in to the InfluxDB of the connection “direct”. */

const SCHEMES: Array<{ value: Scheme; label: string; description: string }> = [
  { value: 'basic', label: 'User and password (Basic)', description: 'InfluxDB 1.x' },
  { value: 'pair', label: 'User and password as a token', description: 'InfluxDB 1.8 and newer 1.x, needed there for Flux' },
  { value: 'token', label: 'Token', description: 'InfluxDB 2.x: one that may read one bucket' },
  { value: 'bearer', label: 'Bearer token', description: 'InfluxDB 3.x' },
  { value: 'whole', label: 'Whole header value', description: 'As in provisioning: “Basic …”, “Token …” or “Bearer …”' },
];

interface CredentialProps {
  readonly dialect?: string;
  readonly stored: boolean;
  /** Told at every keystroke, so that "Save & test" saves what stands there; undefined while it is not whole. */
  readonly onChange: (header: string | undefined) => void;
  readonly onReset: () => void;
}

export function Credential({ dialect, stored, onChange, onReset }: CredentialProps) {
  const [chosen, setScheme] = useState<Scheme>();
  // The dialect says what is usual, until somebody chooses.
  const scheme = chosen ?? usualScheme(dialect);
  const [user, setUser] = useState('');
  const [secret, setSecret] = useState('');
  const change = (next: { readonly scheme?: Scheme; readonly user?: string; readonly secret?: string }) => {
    const now = { scheme, user, secret, ...next };
    setScheme(next.scheme ?? chosen);
    setUser(now.user);
    setSecret(now.secret);
    onChange(now.secret === '' || (needsUser(now.scheme) && now.user === '') ? undefined : headerOf(now.scheme, now.user, now.secret));
  };
  return (
    <>
      <Field label="How it logs in" description="Use a credential that can read this one database and nothing else: that is the real boundary.">
        <Select options={SCHEMES} value={scheme} width={50} aria-label="How it logs in" onChange={(choice) => change({ scheme: choice.value ?? 'basic' })} />
      </Field>
      {needsUser(scheme) && !stored ? (
        <Field label="User">
          <Input value={user} width={50} aria-label="User" autoComplete="off" onChange={(event: ChangeEvent<HTMLInputElement>) => change({ user: event.target.value })} />
        </Field>
      ) : null}
      <Field label={needsUser(scheme) ? 'Password' : scheme === 'whole' ? 'Header value' : 'Token'} description="Stored encrypted by Grafana and never sent to a browser.">
        <SecretInput
          isConfigured={stored} value={secret} width={50} aria-label="Secret" autoComplete="new-password"
          onReset={onReset} onChange={(event: ChangeEvent<HTMLInputElement>) => change({ secret: event.target.value })}
        />
      </Field>
    </>
  );
}
