import React, { useId } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import type { MachineLog } from '../base';
import { REASONS } from '../workflow';
import { focusRing } from './styles';
import { hidden, stateWords, words } from './words';

/** Machine, state, reason and note, in one inline form; without a correction only reason and note. */

export interface VerdictFields {
  readonly correcting: boolean;
  /** '' = a load without a state. */
  readonly machine: string;
  /** '' = any. */
  readonly state: string;
  /** '' = none. */
  readonly reason: string;
  readonly note: string;
}

export const EMPTY_FORM: VerdictFields = { correcting: false, machine: '', state: '', reason: '', note: '' };

export interface VerdictFormProps {
  readonly fields: VerdictFields;
  readonly machines: readonly MachineLog[];
  readonly busy: boolean;
  readonly onChange: (fields: VerdictFields | undefined) => void;
  readonly onSave: () => void;
}

export function VerdictForm({ fields, machines, busy, onChange, onSave }: VerdictFormProps): React.ReactElement {
  const styles = useStyles2(stylesOf);
  const id = useId();
  const states = machines.find(({ machineId }) => machineId === fields.machine)?.states ?? [];
  const set = (more: Partial<VerdictFields>) => onChange({ ...fields, ...more });
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (fields.correcting && !busy) {
      onSave();
    }
  };
  const leave = (event: React.KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      onChange(undefined);
    }
  };
  return (
    <form className={styles.form} onSubmit={submit} onKeyDown={leave} data-testid="spiketrace-verdict-form">
      {fields.correcting && (
        <>
          <div className={styles.field}><label htmlFor={`${id} machine`}>{words.machine}</label>
            <select id={`${id} machine`} autoFocus value={fields.machine} onChange={({ target }) => set({ machine: target.value, state: '' })}>
              <option value="">{words.noMachine}</option>
              {machines.map(({ machineId }) => <option key={machineId} value={machineId}>{hidden(machineId)}</option>)}
            </select>
          </div>
          <div className={styles.field}><label htmlFor={`${id} state`}>{words.state}</label>
            <select id={`${id} state`} value={fields.state} disabled={fields.machine === ''} onChange={({ target }) => set({ state: target.value })}>
              <option value="">{words.anyState}</option>
              {states.map((state) => <option key={state} value={state}>{stateWords(state)}</option>)}
            </select>
          </div>
        </>
      )}
      <div className={styles.field}><label htmlFor={`${id} reason`}>{words.reason}</label>
        <select id={`${id} reason`} value={fields.reason} onChange={({ target }) => set({ reason: target.value })}>
          <option value="">{words.noReason}</option>
          {REASONS.map((reason) => <option key={reason} value={reason}>{words.reasons[reason]}</option>)}
        </select>
      </div>
      <div className={styles.field}><label htmlFor={`${id} note`}>{words.note}</label><input id={`${id} note`} value={fields.note} maxLength={500} onChange={({ target }) => set({ note: target.value })} /></div>
      {fields.correcting && <Button type="submit" size="sm" aria-disabled={busy}>{words.save}</Button>}
      <Button type="button" size="sm" variant="secondary" fill="outline" onClick={() => onChange(undefined)}>{words.closeForm}</Button>
    </form>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  form: css({
    display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'end', padding: 8, fontSize: 12, background: theme.colors.background.secondary, borderRadius: 2,
    label: { margin: 0, fontWeight: 400, color: theme.colors.text.secondary },
    'select, input': {
      height: 28, minWidth: 0, width: '100%', padding: '0 6px', fontSize: 13, color: theme.colors.text.primary, background: theme.colors.background.primary,
      border: `1px solid ${theme.colors.border.strong}`, borderRadius: 2, ...focusRing(theme),
    },
  }),
  field: css({ display: 'flex', flexDirection: 'column', gap: 2, flex: '1 1 110px', minWidth: 0 }),
});
