import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { completenessText, HOUR_MS, type MeterReadings } from '../base';
import { signedIn } from '../chart';
import type { Evidence } from '../engine';
import type { GivenVerdict, Raised } from '../workflow';
import { Card, type CardProps } from './Card';
import { entriesInto, nearest } from './evidence';
import { missingIn, reportedDuring } from './words/quality';
import { rowKey } from './Rows';
import { plainButton } from './styles';
import { closing, type Row } from './table';
import { authorText, clockSeconds, learntText, minutes, stateWords, unsaidText, verdictText, verdictWords, words } from './words';
import { VerdictList } from './VerdictList';

/** The clock and the data behind one row: offset, states adding up, gaps and ages, learning range, verdicts, queries sent. */

export interface CardClockProps extends CardProps {
  readonly evidence: Evidence | undefined;
  readonly meter: MeterReadings;
  readonly row: Row | undefined;
  readonly given: readonly GivenVerdict[];
  readonly raised: Raised | undefined;
  readonly statements: readonly string[];
}

export function CardClock({ finding, log, facts, state, zone, evidence, meter, row, given, raised, statements, display }: CardClockProps): React.ReactElement {
  const styles = useStyles2(stylesOf);
  const [shown, setShown] = useState(false);
  const text = words.evidence;
  const offsetMs = 1000 * (facts?.clockOffsetS ?? 0);
  const startMs = finding.startMs + offsetMs;
  const entryMs = log && nearest(entriesInto(log, state, 0).filter((ms) => Math.abs(ms - startMs) < HOUR_MS), startMs);
  const parts = finding.causes.filter(({ machines }) => row && rowKey(machines) === rowKey(row.machines));
  // They add up to the row, as the rows to the spike.
  const partsKw = closing(parts.map(({ kw }) => kw * display.perKw), display.decimals, row?.roundedKw);
  const reported = log && reportedDuring(log, finding);
  const missingMs = missingIn(meter, finding);
  const { learning, skill } = finding;
  const computed = verdictWords(finding);
  const data = [
    completenessText(meter.completeness) ?? (missingMs > 0 ? text.meterMissing(minutes(missingMs)) : text.meterComplete),
    !reported?.known ? text.noneKnown : reported.old ? text.heldLong : reported.unknownMs > 0 ? text.partUnknown(minutes(reported.unknownMs)) : text.noneStale,
  ].join(' ');
  const line = (name: string, value: React.ReactNode) => <tr><th scope="row">{name}</th><td>{value}</td></tr>;
  return (
    <Card title={text.clockTitle(facts?.clockOffsetS ?? 0, facts?.clock ?? 'none')} note={text.clockNote} limit={text.clockLimit}>
      <table className={styles.table}>
        <tbody>
          {line(entryMs === undefined ? text.reportedAt : `${text.reportedAt} ${clockSeconds(entryMs, zone)}`, entryMs === undefined ? text.noEntry : `${text.comparedAt(clockSeconds(entryMs - offsetMs, zone))} ${evidence ? text.nearest(evidence) : ''}`)}
          {line(text.states, text.statesSum(parts.map((cause, i) => `${stateWords(cause.state)} ${signedIn(display, partsKw[i] ?? 0)}`).join(', '), `${signedIn(display, row?.roundedKw ?? 0)} ${display.unit}`))}
          {line(text.dataInSpike, data)}
          {line(text.learntFrom, `${learntText(learning, meter, zone)} ${text.explains(skill)}`)}
          {line(text.computed, `${computed.word}: ${computed.reason}`)}
          {line(text.verdictsSoFar, given.length === 0 ? unsaidText(raised) : <><span>{verdictText(given.at(-1)!)} {authorText(given.at(-1)!, zone)}</span><VerdictList given={given} zone={zone} /></>)}
          {evidence?.wouldHelp && line(text.wouldHelp, evidence.wouldHelp)}
          {line(text.queries, statements.length === 0 ? text.noQueries : (
            <>
              {text.queriesSent(statements.length)} <button type="button" className={styles.link} aria-expanded={shown} onClick={() => setShown(!shown)}>{shown ? text.hide : text.show}</button>
              {shown && <pre className={styles.query} tabIndex={0}>{statements.join('\n')}</pre>}
            </>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  table: css({
    width: '100%', fontSize: 12, borderCollapse: 'collapse', fontVariantNumeric: 'tabular-nums', overflowWrap: 'anywhere',
    'th, td': { textAlign: 'left', fontWeight: 400, padding: '4px 8px 4px 0', borderBottom: `1px solid ${theme.colors.border.weak}`, verticalAlign: 'top' },
    th: { width: 140, color: theme.colors.text.secondary },
  }),
  link: css({ ...plainButton(theme), color: theme.colors.text.link }),
  query: css({ maxHeight: 160, overflow: 'auto', margin: 0, padding: 6, fontSize: 11, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }),
});
