import type { GrafanaTheme2 } from '@grafana/data';

/** Pieces of style that several parts of the panel share. */

/** Where the keyboard is. */
export const focusRing = ({ colors }: GrafanaTheme2, outlineOffset?: number) => ({ '&:focus-visible': { outline: `2px solid ${colors.primary.main}`, outlineOffset } });

/** A button that looks like the text around it. */
export const plainButton = (theme: GrafanaTheme2) => ({ all: 'unset', cursor: 'pointer', minHeight: 24, ...focusRing(theme) } as const);

/** Heard and not seen. */
export const HEARD_ONLY = { position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' } as const;
