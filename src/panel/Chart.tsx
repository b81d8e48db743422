import React, { useEffect, useMemo, useRef } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { draw, LANE_PX, layout, neededHeightPx, type ChartInput } from '../chart';
import type { Finding } from '../engine';
import { paletteFrom } from './theme';
import { signed, spikeLabel } from './words';

export interface ChartProps {
  readonly input: ChartInput;
  /** The spikes of the input, in the same order. */
  readonly findings: readonly Finding[];
  /** kW added by machine, already rounded; absent where nothing is ranked. */
  readonly addedKw: ReadonlyMap<string, number>;
  readonly label: string;
  readonly zone: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly onPick: (finding: Finding) => void;
}

/** Demand above the lanes of states; the spikes are buttons above it. */
export function Chart({ input, findings, addedKw, label, zone, widthPx, heightPx, onPick }: ChartProps): React.ReactElement {
  const theme = useTheme2();
  const styles = useStyles2(stylesOf);
  const canvas = useRef<HTMLCanvasElement>(null);
  const buttons = useRef<Array<HTMLButtonElement | null>>([]);
  const height = Math.max(heightPx, neededHeightPx(input.machines.length, input.shifts.length > 0));
  // A bar for scrolling must not hide the last label.
  const width = height > heightPx ? widthPx - 14 : widthPx;
  const scene = useMemo(() => layout(input, { widthPx: width, heightPx: height }), [input, width, height]);
  useEffect(() => {
    // jsdom has none, and a browser may refuse one.
    const context = canvas.current?.getContext?.('2d');
    if (canvas.current && context) {
      const ratio = window.devicePixelRatio || 1;
      canvas.current.width = Math.round(width * ratio);
      canvas.current.height = Math.round(height * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      draw(context, scene, paletteFrom(theme), theme.typography.fontFamily);
    }
  }, [scene, theme, width, height]);
  const move = (event: React.KeyboardEvent, from: number) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      buttons.current[Math.max(0, Math.min(findings.length - 1, from + step))]?.focus();
    }
  };
  return (
    <div className={styles.scroll} style={{ width: widthPx, height: heightPx }} data-testid="spiketrace-chart">
      <div style={{ position: 'relative', width, height }}>
        <canvas ref={canvas} role="img" aria-label={label} style={{ width, height, display: 'block' }} />
        <div role="group" aria-label="Spikes">
          {scene.chips.map(({ spike, x, width: chipPx }) => {
            const finding = findings[spike];
            if (!finding) {
              return null;
            }
            const picked = spike === input.picked;
            return (
              <button
                key={`${finding.startMs}-${finding.endMs}`} type="button" ref={(element) => { buttons.current[spike] = element; }}
                data-testid="spiketrace-spike" data-start={finding.startMs} data-end={finding.endMs} data-kw={finding.excessKw}
                aria-label={spikeLabel(finding, zone)} aria-pressed={picked} tabIndex={picked ? 0 : -1}
                className={picked ? styles.picked : styles.chip} style={{ left: x, width: Math.max(8, chipPx), top: scene.chipY }}
                onClick={() => onPick(finding)} onKeyDown={(event) => move(event, spike)}
              >
                {chipPx > 54 ? `+${Math.round(finding.excessKw)} kW` : ''}
              </button>
            );
          })}
        </div>
        {scene.lanes.map(({ machineId, y }) => {
          const kw = addedKw.get(machineId);
          return (
            <div key={machineId} className={styles.lane} data-testid="spiketrace-lane" data-machine={machineId} title={machineId} style={{ top: y, width: scene.plot.x - 8 }}>
              <span className={styles.name}>{machineId}</span>{kw !== undefined && <span className={styles.kw}>{signed(kw)}</span>}
            </div>
          );
        })}
      </div>
    </div>
  );
}

const stylesOf = (theme: GrafanaTheme2) => {
  const { accent } = paletteFrom(theme);
  const chip = {
    position: 'absolute' as const, height: 18, padding: 0, fontSize: 11, lineHeight: '16px', borderRadius: 2, overflow: 'hidden', whiteSpace: 'nowrap' as const,
    border: `1px solid ${theme.colors.border.medium}`, background: theme.colors.background.secondary, color: theme.colors.text.primary, cursor: 'pointer',
    '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 1, zIndex: 1 },
  };
  return {
    scroll: css({ overflowX: 'hidden', overflowY: 'auto' }),
    chip: css(chip),
    // Dark letters on the accent hold 4.5:1 in both themes.
    picked: css({ ...chip, background: accent, borderColor: accent, color: '#111217', fontWeight: 600 }),
    lane: css({ position: 'absolute', left: 0, height: LANE_PX - 2, display: 'flex', alignItems: 'center', fontSize: 12, fontVariantNumeric: 'tabular-nums' }),
    name: css({ flex: 1, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
    kw: css({ color: theme.colors.text.secondary, paddingLeft: 4 }),
  };
};
