import React from 'react';
import { css } from '@emotion/css';
import type { GivenVerdict } from '../workflow';
import { authorText, storedText, verdictMarks, verdictText } from './words';

/** All verdicts on one spike, the latest first: two people at once lose nothing. */
export function VerdictList({ given, zone }: { readonly given: readonly GivenVerdict[]; readonly zone: string }): React.ReactElement {
  return (
    <ul className={css({ margin: 0, paddingLeft: 16, maxHeight: 120, overflowY: 'auto', overflowWrap: 'anywhere' })} tabIndex={0} data-testid="spiketrace-verdict-list">
      {[...given].reverse().map((one) => (
        <li key={one.id}><span aria-hidden="true">{verdictMarks[one.kind]} </span>{verdictText(one)} {authorText(one, zone)}. {storedText(one.said)}</li>
      ))}
    </ul>
  );
}
