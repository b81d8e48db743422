import React from 'react';
import { Field, Switch } from '@grafana/ui';
import { isOff } from '../settings';
import type { SectionProps } from './section';

/** The switch that stops every query. */

export function OffSwitch({ jsonData, set }: SectionProps) {
  return (
    <Field label="Query nothing" description="The switch: while it is on, nothing is read and every panel says so.">
      <Switch value={isOff(jsonData)} onChange={(event) => set({ disabled: event.currentTarget.checked })} aria-label="Query nothing" />
    </Field>
  );
}
