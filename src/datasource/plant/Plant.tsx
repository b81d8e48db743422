import React, { type ChangeEvent } from 'react';
import { Field, TextArea } from '@grafana/ui';
import { mapText, mapWith, type Proposal } from '../../influx';
import type { SectionProps } from '../config/section';
import { connectionOf } from '../connection';
import { hasPlantMap, plantMapOf } from '../settings';
import { Suggest } from '../trial/Suggest';
import { Discover } from './Discover';
import { MapTree } from './MapTree';
import type { PlantReaderOf } from './reading';
import { Zone } from './Zone';

/** What is what in the plant: the map as text, as a tree, and proposals from the database that a person may pick. */

interface Props extends SectionProps {
  readonly uid: string;
  /** Undefined where the settings are not saved yet, so that nothing can be asked. */
  readonly readerOf?: PlantReaderOf;
}

export function Plant({ uid, jsonData, set, readerOf }: Props) {
  const trial = connectionOf(jsonData) === 'trial';
  const text = typeof jsonData.plant === 'string' ? jsonData.plant : jsonData.plant ? JSON.stringify(jsonData.plant, null, 2) : '';
  const given = hasPlantMap(jsonData);
  const map = plantMapOf(jsonData);
  const pick = (picked: readonly Proposal[]) => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    set({ plant: mapText(mapWith(given && map.kind === 'ok' ? map.value : undefined, picked, zone)) });
  };
  return (
    <>
      <Field
        label="Plant map"
        description={`Which measurement, field and tag is a meter, a machine, a shift. Empty = ${trial ? 'what the opened files suggest, below' : 'the names of the sample plant'}. The text may stand in a provisioning file as it is: YAML takes JSON.`}
        invalid={map.kind === 'failed'}
        error={map.kind === 'failed' ? `${map.failure.text} ${map.failure.advice}` : undefined}
      >
        <TextArea value={text} rows={rowsOf(text)} cols={90} aria-label="Plant map" spellCheck={false} onChange={(event: ChangeEvent<HTMLTextAreaElement>) => set({ plant: event.target.value })} />
      </Field>
      {given && map.kind === 'ok' ? <Zone map={map.value} onChange={(scope) => set({ plant: mapText({ ...map.value, scope }) })} /> : null}
      {map.kind === 'ok' && (given || !trial) ? <><h4>{given ? 'What this map says' : 'The sample plant, as long as no map is given'}</h4><MapTree map={map.value} readerOf={readerOf} /></> : null}
      {trial ? <Suggest uid={uid} given={given} onUse={(text) => set({ plant: text })} /> : <Discover readerOf={readerOf} onPick={pick} />}
    </>
  );
}

/** All of a short text, and room to begin one; a long one scrolls. */
function rowsOf(text: string): number {
  return Math.max(5, Math.min(20, text.split('\n').length + 1));
}
