import React, { type ChangeEvent } from 'react';
import { Field, TextArea } from '@grafana/ui';
import { plantMapOf } from '../settings';
import type { SectionProps } from './section';

/** What is what in the plant. */

export function Plant({ jsonData, set }: SectionProps) {
  const text = typeof jsonData.plant === 'string' ? jsonData.plant : jsonData.plant ? JSON.stringify(jsonData.plant, null, 2) : '';
  const map = plantMapOf(jsonData);
  return (
    <Field
      label="Plant map"
      description="Which measurement, field and tag is a meter, a machine, a shift. Empty = the names of the sample plant."
      invalid={map.kind === 'failed'}
      error={map.kind === 'failed' ? `${map.failure.text} ${map.failure.advice}` : undefined}
    >
      <TextArea value={text} rows={14} cols={90} aria-label="Plant map" spellCheck={false} onChange={(event: ChangeEvent<HTMLTextAreaElement>) => set({ plant: event.target.value })} />
    </Field>
  );
}
