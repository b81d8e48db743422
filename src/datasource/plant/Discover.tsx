import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Checkbox, useStyles2 } from '@grafana/ui';
import type { Discovery, Found, Outcome, Proposal, Reader } from '../../influx';
import type { PlantReaderOf } from './reading';
import { useAsked } from './useAsked';

/** Looks into the database when asked, within bounds, and adds what a person picks to the map's text. Saves nothing by itself. */

interface Props {
  readonly readerOf?: PlantReaderOf;
  readonly onPick: (picked: readonly Proposal[]) => void;
}

type Asker = Pick<Reader, 'discover' | 'lookInto'>;
const look = (reader: Asker, signal: AbortSignal): Promise<Outcome<Discovery>> => reader.discover(signal);
const lookInto = (reader: Asker, signal: AbortSignal, measurement: string): Promise<Outcome<Found>> => reader.lookInto(measurement, signal);

export function Discover({ readerOf, onPick }: Props) {
  const [all, ask] = useAsked(readerOf, look);
  const [one, askOne] = useAsked(readerOf, lookInto);
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const found = all.kind !== 'done' ? [] : one.kind === 'done' && !all.value.found.some(({ measurement }) => measurement === one.value.measurement) ? [...all.value.found, one.value] : all.value.found;
  const styles = useStyles2(stylesOf);
  const proposals = found.flatMap((each) => each.proposals);
  const toggle = (key: string) => setPicked(new Set(picked.has(key) ? [...picked].filter((each) => each !== key) : [...picked, key]));
  const add = () => {
    onPick(proposals.filter((proposal) => picked.has(keyOf(proposal))));
    setPicked(new Set());
  };
  return (
    <section aria-label="Discovery">
      <h4>What is in the database?</h4>
      <p>At most 200 measurements are listed and twelve looked into, with limits on every query; the answer is kept for ten minutes. Nothing is saved by itself.</p>
      <p><Button variant="secondary" size="sm" disabled={all.kind === 'asking'} onClick={() => ask()}>Look into the database</Button></p>
      <div role="status">
        {all.kind === 'asking' ? <p>Looking…</p> : null}
        {all.kind === 'failed' ? <p>{all.text}</p> : null}
        {one.kind === 'failed' ? <p>{one.text}</p> : null}
        {proposals.length > 0 && !proposals.some(({ kind }) => kind === 'meter') ? <p>No meter is among them: one is proposed only where the last month has values of it.</p> : null}
        {all.kind === 'done' && proposals.length === 0 ? <p>Nothing there is named like a meter, a machine or a shift.</p> : null}
      </div>
      {proposals.length > 0 ? (
        <>
          <ul className={styles.proposals}>
            {proposals.map((proposal) => (
              <li key={keyOf(proposal)}><Checkbox label={labelOf(proposal)} description={proposal.because} value={picked.has(keyOf(proposal))} onChange={() => toggle(keyOf(proposal))} /></li>
            ))}
          </ul>
          <p><Button size="sm" disabled={picked.size === 0} onClick={add}>{picked.size === 0 ? 'Add to the plant map' : `Add ${picked.size} to the plant map`}</Button></p>
        </>
      ) : null}
      {all.kind === 'done' ? <Others discovery={all.value} found={found} onLook={askOne} busy={one.kind === 'asking'} /> : null}
    </section>
  );
}

/** Measurements that were not looked into yet, one button each. */
function Others({ discovery, found, onLook, busy }: { readonly discovery: Discovery; readonly found: readonly Found[]; readonly onLook: (measurement: string) => void; readonly busy: boolean }) {
  const others = discovery.measurements.filter((name) => !found.some(({ measurement }) => measurement === name));
  return others.length === 0 ? null : (
    <details>
      <summary>{`${others.length} other measurements${discovery.cut ? ' (there are more than 200: only these were read)' : ''}`}</summary>
      {others.map((name) => <Button key={name} variant="secondary" size="sm" fill="text" disabled={busy} onClick={() => onLook(name)}>{name}</Button>)}
    </details>
  );
}

const keyOf = (proposal: Proposal): string => JSON.stringify([proposal.kind, proposal.source.measurement, proposal.source.field, proposal.source.tags]);

function labelOf(proposal: Proposal): string {
  switch (proposal.kind) {
    case 'meter':
      return `Meter ${proposal.source.id}, ${proposal.source.kind === 'counter' ? 'kWh' : 'kW'}: ${proposal.source.measurement}, ${proposal.source.field}`;
    case 'machines':
      return `Machines ${proposal.machines.slice(0, 6).join(', ')}${proposal.machines.length > 6 ? ` and ${proposal.machines.length - 6} more` : ''}: ${proposal.source.measurement}, ${proposal.source.field}${proposal.source.preset === undefined ? '' : `, preset ${proposal.source.preset}`}`;
    case 'shifts':
      return `Shifts: ${proposal.source.measurement}, ${proposal.source.field}`;
  }
}

const stylesOf = (theme: GrafanaTheme2) => ({
  proposals: css({ listStyle: 'none', '&&': { marginLeft: 0 }, '& li': { marginBottom: theme.spacing(1) } }),
});
