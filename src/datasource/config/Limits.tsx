import React, { type ChangeEvent } from 'react';
import { Alert, Button, InlineField, Input } from '@grafana/ui';
import { boundsOf, LOAD_DEFAULTS, parseLoadLimits, type LoadLimits } from '../../influx';
import type { SectionProps } from './section';

/** How much may be asked of the database: every limit, folded, each to be made gentler and none to be lifted. */

const LABELS: Readonly<Record<keyof LoadLimits, string>> = {
  inFlight: 'Requests under way at once', waiting: 'Requests that may wait', deadlineSec: 'Longest wait for an answer, s', refreshSec: 'Same request not again within, s',
  retries: 'Further attempts', failuresToPause: 'Failures in a row before a pause', pauseSec: 'Length of a pause, s',
  freeRangeDays: 'Longest range in full, days', longestRangeDays: 'Longest range at all, days',
  pointsPerQuery: 'Points of one request', pointsPerRefresh: 'Points of one question', seriesPerQuery: 'Series of one request',
  rowsPerAnswer: 'Rows of one answer', bytesPerAnswer: 'Bytes of one answer', cacheMb: 'Memory for answers, MB',
};
const NAMES = Object.keys(LABELS) as Array<keyof LoadLimits>;

export function Limits({ jsonData: { load }, set }: SectionProps) {
  const given: Readonly<Record<string, unknown>> = typeof load === 'object' && load !== null ? { ...load } : {};
  const whole = parseLoadLimits(load);
  const change = (name: keyof LoadLimits) => (event: ChangeEvent<HTMLInputElement>) => {
    const { [name]: _, ...others } = given;
    const { value } = event.target;
    set({ load: value === '' ? others : { ...others, [name]: Number(value) } });
  };
  const own = NAMES.filter((name) => given[name] !== undefined).length;
  return (
    <details open={whole.kind === 'failed'}>
      <summary>{`Limits of load: ${own === 0 ? 'the defaults' : `${own} of its own`}`}</summary>
      <p>They protect the database. Each can be made gentler and none can be lifted; what is left empty keeps its default, in grey.</p>
      {whole.kind === 'failed' ? <Alert severity="error" title={whole.failure.text}>{whole.failure.advice}</Alert> : null}
      {NAMES.map((name) => {
        const [least, most] = boundsOf(name);
        const alone = parseLoadLimits({ [name]: given[name] });
        return (
          <InlineField key={name} label={LABELS[name]} labelWidth={32} invalid={alone.kind === 'failed'} error={alone.kind === 'failed' ? `A whole number from ${least} to ${most}.` : undefined} tooltip={`From ${least} to ${most}; jsonData.load.${name}`}>
            <Input type="number" width={16} min={least} max={most} value={given[name] === undefined ? '' : String(given[name])} placeholder={String(LOAD_DEFAULTS[name])} aria-label={LABELS[name]} onChange={change(name)} />
          </InlineField>
        );
      })}
      {own > 0 || whole.kind === 'failed' ? <Button variant="secondary" size="sm" onClick={() => set({ load: {} })}>Back to the defaults</Button> : null}
    </details>
  );
}
