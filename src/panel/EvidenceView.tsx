import React, { useEffect, useMemo, useRef } from 'react';
import { css } from '@emotion/css';
import type { Field, GrafanaTheme2, LinkModel } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { signedIn, type PowerText, type StateLooks } from '../chart';
import { powerOf, type Finding, type Investigation } from '../engine';
import type { GivenVerdict, Raised } from '../workflow';
import { CardClock } from './CardClock';
import { CardCompare } from './CardCompare';
import { CardNatural } from './CardNatural';
import { CardPast } from './CardPast';
import { meansOf, stepOf } from './evidence';
import { FieldLinks } from './FieldLinks';
import { onEscape } from './keys';
import { rowKey } from './Rows';
import { Steps } from './Steps';
import { tableOf } from './table';
import { paletteFrom } from './theme';
import type { Plant } from './useAnswer';
import { machineText, words } from './words';

/** Why one row says what it says: four cards, each with its finding and its limit. */

/** From here on there is room for two columns, of the answer or of the evidence. */
export const BESIDE_PX = 1000;

export interface EvidenceViewProps {
  readonly finding: Finding;
  /** The row's key. */
  readonly wanted: string;
  readonly plant: Plant;
  readonly result: Investigation;
  readonly given: readonly GivenVerdict[];
  /** What confirmations of earlier spikes made of the word, where they are applied. */
  readonly raised: Raised | undefined;
  readonly statements: readonly string[];
  readonly display: PowerText;
  readonly looks: StateLooks;
  /** Data links of machines, as of their last entry into a state. */
  readonly linksOf: (machines: readonly string[], state: string) => ReadonlyArray<LinkModel<Field>>;
  readonly zone: string;
  readonly widthPx: number;
  readonly onMove: (row: string) => void;
  readonly onBack: () => void;
}

export function EvidenceView({ finding, wanted, plant, result, given, raised, statements, display, looks, linksOf, zone, widthPx, onMove, onBack }: EvidenceViewProps): React.ReactElement {
  const styles = useStyles2(stylesOf);
  const back = useRef<HTMLButtonElement>(null);
  useEffect(() => back.current?.focus(), []);
  const meter = plant.learn ?? plant.view;
  const power = useMemo(() => powerOf(meter), [meter]);
  const means = useMemo(() => meansOf(power), [power]);
  const table = tableOf(finding, display);
  const rows = table.lines;
  const at = Math.max(0, rows.findIndex((row) => rowKey(row.machines) === wanted));
  const row = rows[at];
  const log = plant.machines.find(({ machineId }) => row?.machines.includes(machineId) === true || rowKey([machineId]) === wanted);
  const machineId = log?.machineId ?? '';
  const name = machineText(row?.machines ?? [machineId]);
  const facts = result.machines.find((one) => one.machineId === machineId);
  const state = row?.state || (log?.states[0] ?? '');
  const cause = finding.causes.find((one) => rowKey(one.machines) === wanted && one.state === state);
  const number = (kw: number) => display.number(kw * display.perKw);
  const beside = widthPx >= BESIDE_PX;
  const cardPx = beside ? (widthPx - 20) / 2 : widthPx - 14;
  const shared = { finding, log, facts, state, means, looks, display, stepMs: stepOf(power), zone, widthPx: Math.max(200, cardPx - 24) };
  return (
    <section className={styles.root} onKeyDown={onEscape(onBack)} data-testid="spiketrace-evidence" aria-label={words.openEvidence(name)}>
      <div className={styles.head}>
        <button ref={back} type="button" className={styles.back} onClick={onBack}><span aria-hidden="true">‹ </span>{words.evidence.back}</button>
        <h3 className={styles.title}>
          {words.evidence.title(name, state)}{' '}
          {row && <><span className={styles.number}>{signedIn(display, row.roundedKw)} {display.unit}</span> {words.evidence.ofWhole(`${display.number(table.excessKw)} ${display.unit}`)} <span className={styles.soft}>{words.evidence.range(number(row.kw - row.plusMinusKw), `${number(row.kw + row.plusMinusKw)} ${display.unit}`)}</span></>}
        </h3>
        <FieldLinks links={linksOf(row?.machines ?? [machineId], state)} />
        <span className={styles.soft}>{words.evidence.of(at + 1, rows.length)}</span>
        <Steps items={rows} at={at} labels={[words.evidence.previous, words.evidence.next]} size="lg" onStep={({ machines }) => onMove(rowKey(machines))} />
      </div>
      <div className={styles.cards} style={{ gridTemplateColumns: beside ? '1fr 1fr' : '1fr' }}>
        <CardCompare {...shared} name={machineText([machineId])} />
        <CardPast {...shared} observed={cause?.evidence?.step} />
        <CardNatural {...shared} machines={plant.machines} allFacts={result.machines} group={row?.machines ?? []} kinds={finding.kinds ?? []} observed={cause?.evidence?.step} />
        <CardClock {...shared} evidence={cause?.evidence} meter={meter} row={row} given={given} raised={raised} statements={statements} />
      </div>
    </section>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  root: css({ display: 'flex', flexDirection: 'column', gap: 8 }),
  head: css({ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center', paddingBottom: 6, borderBottom: `1px solid ${theme.colors.border.weak}` }),
  back: css({ all: 'unset', cursor: 'pointer', minHeight: 28, minWidth: 44, padding: '0 4px', lineHeight: '28px', fontSize: 13, color: theme.colors.text.link, '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: -2, boxShadow: 'none' } }),
  title: css({ flex: '1 1 240px', margin: 0, fontSize: 17, fontWeight: 500, overflowWrap: 'anywhere' }),
  number: css({ color: paletteFrom(theme).accentText }),
  soft: css({ fontSize: 13, color: theme.colors.text.secondary, fontWeight: 400 }),
  cards: css({ display: 'grid', gap: 0, '& > article': { padding: 12, borderBottom: `1px solid ${theme.colors.border.weak}`, minWidth: 0 } }),
});
