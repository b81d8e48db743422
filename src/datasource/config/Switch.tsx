import React from 'react';
import { Field, Switch } from '@grafana/ui';
import { isOff } from '../settings';
import type { SectionProps } from './section';

/** The switch that stops every query. Where Grafana would not save it, it does not pretend to. */

export function OffSwitch({ jsonData, set, fixed }: SectionProps & { readonly fixed: boolean }) {
  return (
    <Field label="Query nothing" description="The switch: while it is on, nothing is read and every panel says so.">
      <Switch value={isOff(jsonData)} disabled={fixed} onChange={(event) => set({ disabled: event.currentTarget.checked })} aria-label="Query nothing" />
    </Field>
  );
}
