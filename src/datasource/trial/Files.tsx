import React, { useRef, useState, useSyncExternalStore } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Button, Field, useStyles2 } from '@grafana/ui';
import type { Role } from '../../trial';
import { trialFilesOf } from './opened';

/** Where a person opens the files of a trial, sees what was found in them, and lets them be forgotten. */

const ROLES: ReadonlyArray<{ readonly role: Role; readonly label: string; readonly description: string }> = [
  { role: 'meter', label: 'Meter', description: 'CSV with a column time and columns like power_kw or energy_kwh, or InfluxDB line protocol (which may hold everything).' },
  { role: 'states', label: 'Machine states', description: 'CSV with the columns time, machine, state, or line protocol.' },
  { role: 'shifts', label: 'Shifts (may be left out)', description: 'CSV with the columns time, shift and perhaps crew, or line protocol.' },
];

interface Props {
  readonly uid: string;
  readonly onChange?: () => void;
}

export function TrialFilesEditor({ uid, onChange }: Props) {
  const files = trialFilesOf(uid);
  const opened = useSyncExternalStore(files.subscribe, files.current);
  const [problem, setProblem] = useState<string>();
  const styles = useStyles2(stylesOf);
  const done = () => {
    setProblem(undefined);
    onChange?.();
  };
  const open = (role: Role, file: File) => {
    bytesIn(file).then((bytes) => files.open({ role, name: file.name, bytes })).then(done, (error: unknown) => setProblem(`${file.name} cannot be read: ${error instanceof Error ? error.message : String(error)}.`));
  };
  return (
    <section aria-label="Files of the trial">
      {ROLES.map(({ role, label, description }) => (
        <Field key={role} label={label} description={description}>
          <FileRow label={label} name={opened.files.find((one) => one.role === role)?.name} onOpen={(file) => open(role, file)} onClose={() => void files.close(role).then(done)} />
        </Field>
      ))}
      {problem === undefined ? null : <Alert severity="error" title={problem} />}
      {opened.files.length > 0 && opened.trial.kind === 'failed' ? <Alert severity="error" title={opened.trial.failure.text}>{opened.trial.failure.advice}</Alert> : null}
      {opened.trial.kind === 'ok' ? (
        <div className={styles.found}>
          <p>{`Found ${opened.trial.value.series.length} series: meters ${opened.map?.meters.map((one) => one.id).join(', ') ?? 'none'}; machines in ${opened.map?.machines.map((one) => one.measurement).join(', ') || 'none'}.`}</p>
          {opened.trial.value.notices.map((one, i) => <p key={i}>{one.text}</p>)}
        </div>
      ) : null}
      {opened.files.length > 0 ? (
        <div className={styles.keep}>
          <span>{opened.kept ? 'They are kept in this browser’s own storage, on this computer; nothing was sent anywhere.' : 'They are in the memory of this tab alone, and gone when it closes; nothing was sent anywhere.'}</span>
          <Button variant="secondary" size="sm" icon="trash-alt" onClick={() => void files.forget().then(done)}>Forget these files</Button>
        </div>
      ) : null}
    </section>
  );
}

interface RowProps {
  readonly label: string;
  readonly name?: string;
  readonly onOpen: (file: File) => void;
  readonly onClose: () => void;
}

function FileRow({ label, name, onOpen, onClose }: RowProps) {
  const input = useRef<HTMLInputElement>(null);
  const styles = useStyles2(stylesOf);
  return (
    <div className={styles.keep}>
      <input
        ref={input} type="file" hidden aria-label={`${label}: file`} accept=".csv,.txt,.lp,.line,text/csv,text/plain"
        onChange={(event) => {
          const file = event.currentTarget.files?.[0];
          // The same file may be chosen again, after it was corrected.
          event.currentTarget.value = '';
          if (file) {
            onOpen(file);
          }
        }}
      />
      <Button variant="secondary" icon="folder-open" onClick={() => input.current?.click()}>{name === undefined ? 'Open a file' : 'Open another one'}</Button>
      {name === undefined ? null : (
        <>
          <span>{name}</span>
          <Button variant="secondary" fill="text" icon="times" aria-label={`Close ${name}`} onClick={onClose} />
        </>
      )}
    </div>
  );
}

async function bytesIn(file: File): Promise<Uint8Array> {
  return new Uint8Array(await file.arrayBuffer());
}

const stylesOf = (theme: GrafanaTheme2) => ({
  found: css({ color: theme.colors.text.secondary, maxWidth: 720 }),
  keep: css({ display: 'flex', gap: theme.spacing(2), alignItems: 'center', flexWrap: 'wrap', marginBottom: theme.spacing(1) }),
});
