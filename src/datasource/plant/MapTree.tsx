import React from 'react';
import { Alert, Button } from '@grafana/ui';
import { DAY_MS, stateClass } from '../../base';
import { closureText, meterTree, PRESETS, scopeNotice, withinScope, type Closure, type MachineSource, type MeterNode, type Outcome, type PlantMap, type Reader } from '../../influx';
import type { PlantReaderOf } from './reading';
import { useAsked } from './useAsked';

/** The plant map as a tree: meters with their sub-meters, the machines behind each, shifts; and, when asked, whether the meters close. */

interface Props {
  readonly map: PlantMap;
  readonly readerOf?: PlantReaderOf;
}

const lastDay = (reader: Pick<Reader, 'closures'>, signal: AbortSignal): Promise<Outcome<readonly Closure[]>> => {
  // Whole hours, so that a second look is answered from memory.
  const endMs = Math.floor(Date.now() / 3_600_000) * 3_600_000;
  return reader.closures({ startMs: endMs - DAY_MS, endMs }, signal);
};

export function MapTree({ map: whole, readerOf }: Props) {
  const map = withinScope(whole);
  const scope = scopeNotice(map);
  const roots = meterTree(map);
  const [closures, ask] = useAsked(readerOf, lastDay);
  const loose = map.machines.filter(({ meter }) => meter === undefined);
  return (
    <section aria-label="Plant as a tree">
      {scope ? <Alert severity="info" title="Trial zone">{scope.text}</Alert> : null}
      <ul>{roots.map((node) => <Meter key={node.meter.id} node={node} map={map} />)}</ul>
      {loose.length > 0 ? <><p>Machines behind every meter:</p><ul>{loose.map((machines, i) => <Machines key={i} machines={machines} />)}</ul></> : null}
      <p>{map.shifts ? `Shifts: ${map.shifts.measurement}, field ${map.shifts.field}.` : 'No shifts.'}</p>
      {roots.some(({ children }) => children.length > 0) ? (
        <>
          <p><Button variant="secondary" size="sm" disabled={closures.kind === 'asking'} onClick={() => ask()}>Do the meters close? (last 24 hours)</Button></p>
          <div role="status">
            {closures.kind === 'asking' ? <p>Reading the meters…</p> : null}
            {closures.kind === 'failed' ? <p>{closures.text}</p> : null}
            {closures.kind === 'done' ? <ul>{closures.value.map((one) => <li key={one.parent.meterId}>{closureText(one)}</li>)}</ul> : null}
          </div>
        </>
      ) : null}
    </section>
  );
}

function Meter({ node: { meter, children, problem }, map }: { readonly node: MeterNode; readonly map: PlantMap }) {
  const tags = Object.entries(meter.tags).map(([name, value]) => `${name} = ${value}`).join(', ');
  const machines = map.machines.filter((one) => one.meter === meter.id);
  return (
    <li>
      <strong>{meter.id}</strong>{` ${meter.kind === 'counter' ? 'kWh' : 'kW'}: ${meter.measurement}, ${meter.field}${tags === '' ? '' : `, ${tags}`}${meter.line === undefined ? '' : `, line ${meter.line}`}`}
      {problem === undefined ? null : <em>{` – ${problem}`}</em>}
      {machines.length + children.length === 0 ? null : (
        <ul>
          {machines.map((one, i) => <Machines key={i} machines={one} />)}
          {children.map((child) => <Meter key={child.meter.id} node={child} map={map} />)}
        </ul>
      )}
    </li>
  );
}

function Machines({ machines: { id, idTag, measurement, field, line, preset, states } }: { readonly machines: MachineSource }) {
  const model = PRESETS.find((one) => one.id === preset)?.label;
  return (
    <li>
      {`${id ?? `every ${idTag ?? ''}`}: ${measurement}, ${field}${line === undefined ? '' : `, line ${line}`}${model === undefined ? '' : `, ${model}`}`}
      {states ? ` (${[...states].map(([raw, name]) => `${raw} is ${name}: ${stateClass(name)}`).join('; ')})` : ''}
    </li>
  );
}
