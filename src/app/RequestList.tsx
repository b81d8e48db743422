// The record of requests: everything that this tab asked of InfluxDB, newest first, for whoever answers for the plant's network.
import React, { useState } from 'react';
import { css, cx } from '@emotion/css';
import { type GrafanaTheme2, PageLayoutType } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Button, useStyles2 } from '@grafana/ui';
import { MOST_RECORDS, recordsCsv, type RequestRecord } from '../influx';
import { text } from './text';
import { useRequests } from './useRequests';

const words = text.requests;

export function RequestList(): React.ReactElement {
  const styles = useStyles2(stylesOf);
  const records = useRequests();
  return (
    <PluginPage layout={PageLayoutType.Standard}>
      <div data-testid="spiketrace-requests">
        <p className={styles.lead}>{words.lead(MOST_RECORDS)}</p>
        <p role="status">{summary(records)}</p>
        <CopyCsv records={records} />
        {records.length === 0 ? null : (
          <div className={styles.scroll} tabIndex={0} role="region" aria-label={words.table}>
            <table className={styles.table}>
              <thead><tr>{words.columns.map((name) => <th key={name} scope="col">{name}</th>)}</tr></thead>
              <tbody>{[...records].reverse().map((record, i) => <Row key={records.length - i} record={record} />)}</tbody>
            </table>
          </div>
        )}
      </div>
    </PluginPage>
  );
}

function summary(records: readonly RequestRecord[]): string {
  const sent = records.reduce((sum, { tries }) => sum + tries, 0);
  return records.length === 0 ? words.none : words.summary(records.length, sent, records.reduce((sum, { rows, way }) => sum + (way === 'sent' ? rows : 0), 0));
}

function Row({ record }: { readonly record: RequestRecord }) {
  const styles = useStyles2(stylesOf);
  const failed = record.outcome !== 'complete';
  return (
    <tr>
      <td className={styles.short}>{new Date(record.atMs).toLocaleString()}</td>
      <td>{record.source}</td>
      <td>{record.purpose}</td>
      <td><code className={styles.statement}>{record.statement}</code></td>
      <td className={styles.number}>{record.rows.toLocaleString()}</td>
      <td className={styles.number}>{Math.round(record.ms).toLocaleString()}</td>
      <td className={styles.short}>{words.ways[record.way]}{record.tries > 1 ? `, ${record.tries} times` : ''}</td>
      <td className={cx(failed && styles.failed)}>{record.outcome}</td>
    </tr>
  );
}

/** Where there is no clipboard (plain http) the text is shown to be copied by hand. */
function CopyCsv({ records }: { readonly records: readonly RequestRecord[] }) {
  const styles = useStyles2(stylesOf);
  const [said, setSaid] = useState('');
  const [shown, setShown] = useState<string>();
  const copy = async () => {
    const csv = recordsCsv(records);
    try {
      await navigator.clipboard.writeText(csv);
      setSaid(words.copied(records.length));
      setShown(undefined);
    } catch {
      setSaid(words.byHand);
      setShown(csv);
    }
  };
  return (
    <div className={styles.copy}>
      <Button variant="secondary" disabled={records.length === 0} onClick={() => void copy()}>{words.copy}</Button>
      <span role="status">{said}</span>
      {shown === undefined ? null : <textarea readOnly rows={6} value={shown} aria-label={words.byHand} className={styles.area} />}
    </div>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  lead: css({ maxWidth: '80ch' }),
  copy: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(2), marginBottom: theme.spacing(2) }),
  area: css({ width: '100%', fontFamily: theme.typography.fontFamilyMonospace }),
  scroll: css({ overflowX: 'auto' }),
  table: css({ width: '100%', '& th, & td': { textAlign: 'left', verticalAlign: 'top', padding: theme.spacing(0.5, 1), borderBottom: `1px solid ${theme.colors.border.weak}` } }),
  short: css({ whiteSpace: 'nowrap' }),
  number: css({ textAlign: 'right !important' as 'right', fontVariantNumeric: 'tabular-nums' }),
  statement: css({ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }),
  failed: css({ color: theme.colors.warning.text }),
});
