import React, { useId } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { MachineLog } from '../base';
import { REASONS, VERDICT_KINDS, type VerdictKind } from '../workflow';
import { onEscape } from './keys';
import { PanelButton } from './PanelButton';
import { focusRing } from './styles';
import { hidden, stateWords, words } from './words';

/** Machine, state, reason and note, in one inline form; without a correction only reason and note. Who may not save chooses the verdict in it too. */

export interface VerdictFields {
  readonly kind: VerdictKind;
  /** '' = a load without a state. */
  readonly machine: string;
  /** '' = any. */
  readonly state: string;
  /** '' = none. */
  readonly reason: string;
  readonly note: string;
}

export const EMPTY_FORM: VerdictFields = { kind: 'confirmed', machine: '', state: '', reason: '', note: '' };

export interface VerdictFormProps {
  readonly fields: VerdictFields;
  readonly machines: readonly MachineLog[];
  readonly busy: boolean;
  readonly onChange: (fields: VerdictFields | undefined) => void;
  /** Left out where nothing can be saved: then the verdict is chosen here, and copied. */
  readonly onSave?: () => void;
}

export function VerdictForm({ fields, machines, busy, onChange, onSave }: VerdictFormProps): React.ReactElement {
  const styles = useStyles2(stylesOf);
  const id = useId();
  const states = machines.find(({ machineId }) => machineId === fields.machine)?.states ?? [];
  const correcting = fields.kind === 'corrected';
  const set = (more: Partial<VerdictFields>) => onChange({ ...fields, ...more });
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    if (correcting && !busy) {
      onSave?.();
    }
  };
  // Beside its field and not around it: there the choices would count as words of the label.
  const field = (name: keyof VerdictFields, control: React.ReactNode) => <div className={styles.field}><label htmlFor={`${id} ${name}`}>{words[name]}</label>{control}</div>;
  const select = (name: 'kind' | 'machine' | 'state' | 'reason', choices: ReadonlyArray<readonly [value: string, text: string]>, more?: React.SelectHTMLAttributes<HTMLSelectElement>) => field(name, (
    // States are of one machine: with another they are chosen anew.
    <select id={`${id} ${name}`} value={fields[name]} onChange={({ target }) => set({ ...(name === 'machine' ? { state: '' } : {}), [name]: target.value })} {...more}>
      {choices.map(([value, text]) => <option key={value} value={value}>{text}</option>)}
    </select>
  ));
  return (
    <form className={styles.form} onSubmit={submit} onKeyDown={onEscape(() => onChange(undefined))} data-testid="spiketrace-verdict-form">
      {!onSave && select('kind', VERDICT_KINDS.map((kind) => [kind, words.did[kind]]))}
      {correcting && select('machine', [['', words.noMachine], ...machines.map(({ machineId }) => [machineId, hidden(machineId)] as const)], { autoFocus: onSave !== undefined })}
      {correcting && select('state', [['', words.anyState], ...states.map((state) => [state, stateWords(state)] as const)], { disabled: fields.machine === '' })}
      {select('reason', [['', words.noReason], ...REASONS.map((reason) => [reason, words.reasons[reason]] as const)])}
      {field('note', <input id={`${id} note`} value={fields.note} maxLength={500} onChange={({ target }) => set({ note: target.value })} />)}
      {correcting && onSave && <PanelButton type="submit" size="sm" aria-disabled={busy}>{words.save}</PanelButton>}
      <PanelButton type="button" size="sm" variant="secondary" fill="outline" onClick={() => onChange(undefined)}>{words.closeForm}</PanelButton>
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
