import React, { useMemo, useSyncExternalStore } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, useStyles2 } from '@grafana/ui';
import { mapText, type PlantMap } from '../../influx';
import { holdingsOf, metersLeftOut, type Holding, type Trial } from '../../trial';
import { MapTree } from '../plant/MapTree';
import { trialFilesOf } from './opened';

/** The plant map that the opened files suggest, beside what they hold, and a button that makes it the text of the settings. */

interface Props {
  readonly uid: string;
  /** A map stands in the settings, which the button would replace. */
  readonly given: boolean;
  readonly onUse: (mapText: string) => void;
}

export function Suggest({ uid, given, onUse }: Props) {
  const files = trialFilesOf(uid);
  const { trial, map } = useSyncExternalStore(files.subscribe, files.current);
  if (trial.kind === 'failed') {
    return given ? null : <p>Open files above: what they hold stands here then, and a plant map that its names suggest.</p>;
  }
  const suggestion = <Suggested trial={trial.value} map={map} onUse={onUse} />;
  return given
    ? <details><summary>What the opened files suggest in its place</summary>{suggestion}</details>
    : <section aria-label="Suggested plant map"><h4>What the opened files suggest</h4>{suggestion}</section>;
}

function Suggested({ trial, map, onUse }: { readonly trial: Trial; readonly map?: PlantMap; readonly onUse: (mapText: string) => void }) {
  const styles = useStyles2(stylesOf);
  const holdings = useMemo(() => holdingsOf(trial.series), [trial]);
  const leftOut = useMemo(() => metersLeftOut(trial.series), [trial]);
  // No file says where the plant is; the person who looks at it is often there.
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <>
      <p>{`${trial.label} ${trial.label.includes(' and ') ? 'hold' : 'holds'}:`}</p>
      <ul>{holdings.slice(0, MOST_MEASUREMENTS).map((one) => <li key={one.measurement}>{holdingText(one)}</li>)}</ul>
      {holdings.length > MOST_MEASUREMENTS ? <p>{`And ${holdings.length - MOST_MEASUREMENTS} more measurements.`}</p> : null}
      {map === undefined ? (
        <p role="status">None of it is named like a meter: a column or field called something with kW or kWh. Rename it in the file, or name it in the plant map by hand.</p>
      ) : (
        <>
          <p>By these names it would be:</p>
          <MapTree map={map} />
          {leftOut > 0 ? <p>{`${leftOut} more series are named like meters; add those that matter by hand.`}</p> : null}
          <p><Button variant="secondary" size="sm" onClick={() => onUse(mapText({ ...map, zone }))}>Use this map</Button></p>
          <p className={styles.hint}>{`It becomes the text above, to be corrected there, with the days of this browser’s zone (${zone}). As long as that text is empty, this map is used with days of UTC.`}</p>
        </>
      )}
    </>
  );
}

/** A person reads so many; a file may hold thousands. */
const MOST_MEASUREMENTS = 12;
const MOST_NAMES = 8;

function holdingText({ measurement, fields, tags, series }: Holding): string {
  const told = tags.map(({ name, values }) => `${name} (${values} ${values === 1 ? 'value' : 'values'})`);
  return `${measurement}: ${fields.length === 1 ? 'field' : 'fields'} ${listed(fields)}${told.length === 0 ? '' : `; ${told.length === 1 ? 'tag' : 'tags'} ${listed(told)}`}; ${series} ${series === 1 ? 'series' : 'series in all'}`;
}

function listed(names: readonly string[]): string {
  return names.length <= MOST_NAMES ? names.join(', ') : `${names.slice(0, MOST_NAMES).join(', ')} and ${names.length - MOST_NAMES} more`;
}

const stylesOf = (theme: GrafanaTheme2) => ({
  hint: css({ color: theme.colors.text.secondary }),
});
