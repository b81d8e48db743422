import React, { useState, type ChangeEvent } from 'react';
import { Field, Input, Select } from '@grafana/ui';
import { linesOf, type PlantMap, type Scope } from '../../influx';

/** The trial zone of a plant map: one line, one machine, or a machine of a line; it is part of the map's text. */

interface Props {
  readonly map: PlantMap;
  /** undefined = the whole plant. */
  readonly onChange: (scope: Scope | undefined) => void;
}

export function Zone({ map, onChange }: Props) {
  const { scope } = map;
  // A name is whole when the field is left: half of one would be a zone without anything in it.
  const [typed, setTyped] = useState<string>();
  const lines = linesOf(map);
  const change = (next: Pick<Scope, 'line' | 'machine'>) => {
    const { line, machine } = { line: scope?.line, machine: scope?.machine, ...next };
    onChange(line === undefined && machine === undefined ? undefined : {
      ...(scope?.meters ? { meters: scope.meters } : {}), ...(scope?.shifts ? { shifts: scope.shifts } : {}), ...(line === undefined ? {} : { line }), ...(machine === undefined ? {} : { machine }),
    });
  };
  const leave = () => {
    if (typed !== undefined && typed.trim() !== (scope?.machine ?? '')) {
      change({ machine: typed.trim() === '' ? undefined : typed.trim() });
    }
    setTyped(undefined);
  };
  return (
    <>
      {lines.length > 0 ? (
        <Field label="Trial zone: a line" description="Nothing outside of it is queried; the whole plant where none is chosen.">
          <Select options={lines.map((line) => ({ value: line, label: line }))} value={scope?.line ?? null} width={50} isClearable placeholder="The whole plant" aria-label="Trial zone: a line" onChange={(choice) => change({ line: choice?.value })} />
        </Field>
      ) : null}
      <Field label="Trial zone: a machine" description="Its name as the database has it; every machine of the line or plant where it is empty.">
        <Input value={typed ?? scope?.machine ?? ''} width={50} placeholder="Every machine" aria-label="Trial zone: a machine" onChange={(event: ChangeEvent<HTMLInputElement>) => setTyped(event.target.value)} onBlur={leave} />
      </Field>
    </>
  );
}
