import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { paletteFrom } from './theme';

/** One bar of the waterfall in its table cell: where it begins and ends, its interval, and the line to the next. */

export interface Step {
  /** kW above the hour around the spike. */
  readonly fromKw: number;
  readonly toKw: number;
}

/** From kW to the share of the cell's width, %. */
type Scale = (kw: number) => number;

export interface WaterfallBarProps {
  readonly step: Step;
  readonly scale: Scale;
  readonly look: 'top' | 'machine' | 'receding' | 'unexplained';
  readonly first: boolean;
  readonly plusMinusKw: number;
}

/** Opacity of the fill as the end of "#rrggbb": the edge, which all bars have in full strength, carries their length. */
const OPACITY = { top: '', machine: '9e', receding: '59' } as const;

/** Decoration: the same numbers stand in the row's own cells. */
export function WaterfallBar({ step, scale, look, first, plusMinusKw }: WaterfallBarProps): React.ReactElement {
  const styles = useStyles2(stylesOf);
  const palette = paletteFrom(useTheme2());
  const [from, to] = [scale(step.fromKw), scale(step.toKw)];
  const low = scale(step.toKw - plusMinusKw);
  const high = scale(step.toKw + plusMinusKw);
  const grey = palette.states.unknown.line;
  const hatch = `repeating-linear-gradient(45deg, ${grey} 0 1px, transparent 1px 5px)`;
  return (
    <div className={styles.cell}>
      <i className={styles.zero} style={{ left: `${scale(0)}%` }} />
      {!first && <i className={styles.up} style={{ left: `${from}%` }} />}
      <i className={styles.down} style={{ left: `${to}%` }} />
      <i
        className={styles.bar}
        style={{ left: `${Math.min(from, to)}%`, width: `max(2px, ${Math.abs(to - from)}%)`, ...(look === 'unexplained' ? { backgroundImage: hatch, color: grey } : { background: palette.accent + OPACITY[look], color: palette.accent }) }}
      />
      {high > low && (
        <i className={styles.whisker} style={{ left: `${Math.max(0, low)}%`, width: `${Math.min(100, high) - Math.max(0, low)}%`, borderLeftStyle: low < 0 ? 'none' : 'solid', borderRightStyle: high > 100 ? 'none' : 'solid' }} />
      )}
      {low < 0 && <i className={styles.arrow} style={{ left: -2 }}>‹</i>}
      {high > 100 && <i className={styles.arrow} style={{ right: -2 }}>›</i>}
    </div>
  );
}

/** Where the bars begin, 0 kW, or end: a line from the beginning, and a tick. */
export function WaterfallEnd({ kw, scale }: { readonly kw: number; readonly scale: Scale }): React.ReactElement {
  const styles = useStyles2(stylesOf);
  const [zero, end] = [scale(0), scale(kw)];
  return (
    <div className={styles.cell}>
      <i className={styles.total} style={{ left: `${Math.min(zero, end)}%`, width: `${Math.abs(end - zero)}%` }} />
      <i className={styles.tick} style={{ left: `${end}%` }} />
    </div>
  );
}

const stylesOf = (theme: GrafanaTheme2) => {
  const line = theme.colors.text.secondary;
  const mark = theme.colors.text.primary;
  const { accent } = paletteFrom(theme);
  // A rim round the interval, so that it is seen on bars too.
  const ground = theme.colors.background.primary;
  return {
    cell: css({ position: 'absolute', inset: 0, '& > i': { position: 'absolute', fontStyle: 'normal' } }),
    zero: css({ top: 0, bottom: 0, borderLeft: `1px dotted ${accent}` }),
    up: css({ top: 0, height: '50%', borderLeft: `1px solid ${line}` }),
    down: css({ top: '50%', bottom: -1, borderLeft: `1px solid ${line}` }),
    bar: css({ top: 'calc(50% - 6px)', height: 12, outline: '1px solid', outlineOffset: -1 }),
    total: css({ top: 'calc(50% - 0.5px)', height: 1, background: accent }),
    tick: css({ top: 'calc(50% - 6px)', height: 12, width: 3, marginLeft: -1, background: accent }),
    whisker: css({ top: 'calc(50% - 4px)', height: 8, borderLeft: `1.4px solid ${mark}`, borderRight: `1.4px solid ${mark}`, backgroundImage: `linear-gradient(${mark}, ${mark})`, backgroundSize: '100% 1.4px', backgroundPosition: '0 50%', backgroundRepeat: 'no-repeat', filter: `drop-shadow(1px 0 ${ground}) drop-shadow(-1px 0 ${ground}) drop-shadow(0 1px ${ground}) drop-shadow(0 -1px ${ground})` }),
    arrow: css({ top: 'calc(50% - 10px)', fontSize: 13, lineHeight: '20px', color: mark }),
  };
};
