import React, { useRef } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { MachineLog } from '../base';
import { machineLines, type Finding } from '../engine';
import { isCut } from './bill';
import { VERDICT_KINDS, type GivenVerdict, type VerdictDraft, type VerdictKind } from '../workflow';
import { CopyButton } from './CopyButton';
import { PanelButton } from './PanelButton';
import type { Rights, Saved } from './platform';
import { HEARD_ONLY, plainButton } from './styles';
import { EMPTY_FORM, VerdictForm, type VerdictFields } from './VerdictForm';
import { VerdictList } from './VerdictList';
import { verdictSentence, words } from './words';

/** What the people who know the process say about a spike: four buttons, always in this order and place. */

export interface VerdictBarProps {
  readonly finding: Finding;
  readonly meterId: string;
  readonly machines: readonly MachineLog[];
  /** undefined while Grafana is asked. */
  readonly rights: Rights | undefined;
  readonly given: readonly GivenVerdict[];
  readonly zone: string;
  /** Address of this investigation, for the stored text. */
  readonly link: string;
  /** What was typed and not yet saved; kept by the caller, spike by spike. */
  readonly fields: VerdictFields | undefined;
  readonly onFields: (fields: VerdictFields | undefined) => void;
  readonly onSave: (draft: VerdictDraft, sentence: string) => Promise<Saved>;
  /** What became of the last one that was given; kept by the caller too: an answer may come when another spike is looked at. */
  readonly progress: Progress | undefined;
  readonly onProgress: (progress: Progress) => void;
  /** Large targets for fingers. */
  readonly touch: boolean;
}

export type Progress =
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved'; readonly what: VerdictKind }
  /** text: why, in the server's words; copy: what would have been stored. */
  | { readonly kind: 'failed'; readonly text: string; readonly copy: string };

export function VerdictBar({ finding, meterId, machines, rights, given, zone, link, fields, onFields, onSave, progress, onProgress, touch }: VerdictBarProps): React.ReactElement {
  const styles = useStyles2(stylesOf);
  const [block, correct, reason] = [useRef<HTMLDivElement>(null), useRef<HTMLButtonElement>(null), useRef<HTMLButtonElement>(null)];
  const now = fields ?? EMPTY_FORM;
  const draftOf = (kind: VerdictKind): VerdictDraft => {
    const top = finding.verdict === 'unexplained' ? undefined : machineLines(finding)[0];
    const about = kind === 'corrected' ? { machines: now.machine === '' ? [] : [now.machine], state: now.state || undefined } : { machines: top?.machines ?? [], state: top?.state };
    return { kind, meterId, startMs: finding.startMs, endMs: finding.endMs, machines: about.machines, ...(about.state ? { state: about.state } : {}), ...(now.reason ? { reason: now.reason } : {}) };
  };
  // The keyboard goes on from where the form was opened.
  const close = () => {
    const from = block.current?.querySelector('form')?.contains(document.activeElement) ? ((now.kind === 'corrected' && correct.current) || reason.current) : undefined;
    onFields(undefined);
    from?.focus();
  };
  const save = (kind: VerdictKind) => {
    const draft = draftOf(kind);
    const sentence = verdictSentence(draft, finding, now.note, zone);
    onProgress({ kind: 'saving' });
    void onSave(draft, sentence).then((saved) => {
      if (saved.kind === 'saved') {
        close();
        onProgress({ kind: 'saved', what: kind });
      } else {
        // What was typed stays, whatever the server says.
        onProgress({ kind: 'failed', text: saved.text, copy: `${sentence} ${link}` });
      }
    });
  };
  const list = given.length > 0 && (
    <details className={styles.list}>
      <summary>{words.verdictsSoFar(given.length)}</summary>
      <VerdictList given={given} zone={zone} />
    </details>
  );
  if (isCut(finding)) {
    return <>{list}<p className={styles.text}>{words.verdictWhenComplete}</p></>;
  }
  if (!rights) {
    return <p className={styles.text} aria-busy="true">{words.asking}</p>;
  }
  const busy = progress?.kind === 'saving';
  const maySave = rights.kind !== 'none';
  const form = fields && <VerdictForm fields={fields} machines={machines} busy={busy} onChange={(next) => (next ? onFields(next) : close())} {...(maySave && { onSave: () => save('corrected') })} />;
  const more = (label: string) => <button ref={reason} type="button" className={styles.link} aria-expanded={fields !== undefined} onClick={() => onFields(fields ? undefined : EMPTY_FORM)}>{label}</button>;
  if (!maySave) {
    const text = `${verdictSentence(draftOf(now.kind), finding, now.note, zone)} ${link}`;
    return (
      <div ref={block} className={styles.rights} data-testid="spiketrace-notice" data-severity="info">
        {list}
        <span>{words.mayNotSave(rights.reason)}</span>
        {form}
        {/* Another text is not copied yet. */}
        <CopyText key={text} text={text} /> {more(words.otherVerdict)}
      </div>
    );
  }
  const next: VerdictKind = finding.verdict === 'unexplained' ? 'corrected' : 'confirmed';
  return (
    <div ref={block} className={styles.block}>
      {list}
      {form}
      {progress?.kind === 'failed' && (
        <p role="alert" className={styles.failed} data-testid="spiketrace-notice" data-severity="error">{words.notSaved(progress.text)} <CopyText text={progress.copy} /></p>
      )}
      <div className={`${styles.buttons} ${touch ? styles.touch : ''}`} role="group" aria-label={words.kind}>
        {VERDICT_KINDS.map((kind) => (
          <PanelButton
            key={kind} size={touch ? 'lg' : 'md'} variant={kind === next ? 'primary' : 'secondary'} fill={kind === next ? 'solid' : 'outline'} aria-disabled={busy}
            data-testid="spiketrace-verdict" data-verdict={kind} {...(kind === 'corrected' ? { ref: correct, 'aria-expanded': fields?.kind === 'corrected' } : {})}
            onClick={() => busy || (kind === 'corrected' ? onFields(fields?.kind === 'corrected' ? undefined : { ...now, kind }) : save(kind))}
          >
            {words.verdict[kind]}
          </PanelButton>
        ))}
      </div>
      {more(words.addReason)}
      <span role="status" aria-live="polite" style={HEARD_ONLY}>{busy ? words.saving : progress?.kind === 'saved' ? words.saved(progress.what) : ''}</span>
    </div>
  );
}

/** A verdict that cannot be stored, to be pasted elsewhere. */
export function CopyText({ text }: { readonly text: string }): React.ReactElement {
  return <CopyButton text={() => Promise.resolve(text)} label={words.copyText} done={words.textCopied} byHand={words.copyTextByHand} testId="spiketrace-copy-text" />;
}

const stylesOf = (theme: GrafanaTheme2) => ({
  // Its parts stand in the row of whoever shows it, beside the links; what needs a line of its own takes one.
  block: css({ display: 'contents', '& > details, & > form, & > p': { flex: '1 1 100%' } }),
  text: css({ flex: '1 1 100%', margin: 0, minHeight: 32, fontSize: 12, color: theme.colors.text.secondary, display: 'flex', alignItems: 'center' }),
  rights: css({ flex: '1 1 100%', fontSize: 12, minHeight: 32 }),
  list: css({ fontSize: 12, summary: { cursor: 'pointer', minHeight: 24 } }),
  failed: css({ margin: 0, fontSize: 12, color: theme.colors.error.text }),
  buttons: css({ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center' }),
  touch: css({ flex: '1 1 100%', gap: 6, '& > button': { flex: '1 1 64px', minHeight: 44, padding: '0 4px', fontSize: 14, justifyContent: 'center' } }),
  link: css({ ...plainButton(theme), fontSize: 12, lineHeight: '24px', color: theme.colors.text.link }),
});
