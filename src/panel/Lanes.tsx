import React, { useLayoutEffect, useMemo, useRef } from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { overlaps, type TimeRange } from '../base';
import { cutMiddle, drawLanes, laneOf, PICKED_TINT, signedIn, type ChartInput, type Lane, type LanePlan, type Measure, type Palette, type Scene } from '../chart';
import { chartWords } from './words/chart';
import { ShiftLines } from './ShiftBand';
import { sizedContext } from './sized-context';
import { focusRing } from './styles';
import { hidden, nameText } from './words';

export interface LanesProps {
  readonly input: ChartInput;
  readonly scene: Scene;
  readonly plan: LanePlan;
  readonly palette: Palette;
  readonly measure: Measure;
  /** Rounded kW by machine; absent where nothing is ranked. */
  readonly addedKw: ReadonlyMap<string, number>;
  /** What is seen of the lanes; the rest scrolls. */
  readonly heightPx: number;
  readonly hoveredMachine: string | undefined;
  /** Where the crosshair writes what each machine was doing. */
  readonly texts: React.RefObject<Map<string, HTMLElement>>;
  readonly onHoverMachine: (machineId: string | undefined) => void;
  readonly onOpenMachine: (machineId: string) => void;
}

/** What the machines were doing, one lane each, on the plot's time axis. */
export function Lanes({ input, scene, plan, palette, measure, addedKw, heightPx, hoveredMachine, texts, onHoverMachine, onOpenMachine }: LanesProps): React.ReactElement {
  const styles = useStyles2(stylesOf);
  const { plot, size: { ratio } } = scene;
  const { power, range, told = range } = input;
  const widthPx = plot.width * ((told.endMs - told.startMs) / (range.endMs - range.startMs));
  const columns = Math.max(1, Math.round(widthPx * ratio));
  const picked = input.picked === undefined ? undefined : input.spikes[input.picked];
  const lanes = useMemo(
    () => plan.open.map((log) => laneOf(log, { range: told, columns, picked, adding: input.adding, staleFromMs: input.staleFromMs, looks: input.looks })),
    [plan, told, columns, picked, input.adding, input.staleFromMs, input.looks]
  );
  const canvas = useLaneCanvas(lanes, told, widthPx, ratio, plan.lanePx, picked, palette);
  const nameFont = plan.lanePx > 16 ? 12 : 10;
  return (
    <div className={styles.scroll} style={{ height: heightPx }} onPointerLeave={() => onHoverMachine(undefined)}>
      <div style={{ position: 'relative', height: lanes.length * plan.lanePx }}>
        {scene.excess && !palette.highContrast && <div aria-hidden="true" className={styles.column} style={{ left: scene.excess.x, width: scene.excess.width, background: palette.accent }} />}
        <canvas ref={canvas} aria-hidden="true" style={{ position: 'absolute', left: plot.x, top: 0, width: widthPx, height: lanes.length * plan.lanePx }} />
        <ShiftLines shifts={scene.shifts} />
        {lanes.map((lane, i) => lane.beganColumn !== undefined && <Flag key={lane.log.machineId} x={plot.x + lane.beganColumn / ratio} y={i * plan.lanePx} lanePx={plan.lanePx} palette={palette} />)}
        {lanes.map(({ log: { machineId } }, i) => {
          const kw = addedKw.get(machineId);
          const kwText = kw === undefined ? undefined : signedIn(power, kw);
          const shown = cutMiddle(hidden(machineId), plot.x - 16 - (kwText === undefined ? 0 : measure(kwText, nameFont) + 6), nameFont, measure);
          return (
            <button
              key={machineId} type="button" aria-label={chartWords.lane(nameText(machineId), kwText && `${kwText} ${power.unit}`)} title={hidden(machineId)} data-testid="spiketrace-lane" data-machine={machineId}
              className={cx(styles.lane, hoveredMachine === machineId && styles.lit)} style={{ top: i * plan.lanePx, height: plan.lanePx, fontSize: nameFont, gridTemplateColumns: `minmax(0, 1fr) auto ${scene.size.widthPx - plot.x}px` }}
              onClick={() => onOpenMachine(machineId)} onPointerEnter={() => onHoverMachine(machineId)} onFocus={() => onHoverMachine(machineId)} onBlur={() => onHoverMachine(undefined)}
            >
              <span className={styles.name}>{shown}</span>
              {kwText !== undefined && <span className={styles.kw} data-part="kw" style={input.adding?.has(machineId) && kw! > 0 ? { color: palette.accentText } : undefined}>{kwText}</span>}
              <span className={styles.at} data-part="at" ref={(element) => void (element ? texts.current?.set(machineId, element) : texts.current?.delete(machineId))} />
            </button>
          );
        })}
      </div>
    </div>
  );
}

/** Paints before the browser does, so that no empty lanes flash. */
function useLaneCanvas(lanes: readonly Lane[], range: TimeRange, widthPx: number, ratio: number, lanePx: number, picked: TimeRange | undefined, palette: Palette) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { typography: { fontFamily } } = useTheme2();
  useLayoutEffect(() => {
    const columns = Math.max(1, Math.round(widthPx * ratio));
    const columnAt = (ms: number) => ((ms - range.startMs) / (range.endMs - range.startMs)) * columns;
    const context = sizedContext(canvas.current, columns, Math.max(1, Math.round(lanePx * ratio) * lanes.length));
    if (context) {
      const clear = picked && overlaps(picked, range) ? [Math.floor(columnAt(picked.startMs)), Math.ceil(columnAt(picked.endMs))] as const : undefined;
      drawLanes(context, { lanes, widthPx, lanePx, ratio, clear }, palette, fontFamily);
    }
  }, [lanes, widthPx, ratio, range, lanePx, picked, palette, fontFamily]);
  return canvas;
}

/** Ties the lane to its row: here the machine began. On a rim of the surface's colour, so that it is seen on any state. */
function Flag({ x, y, lanePx, palette }: { readonly x: number; readonly y: number; readonly lanePx: number; readonly palette: Palette }): React.ReactElement {
  return (
    <svg aria-hidden="true" data-mark="began" width={9} height={lanePx} style={{ position: 'absolute', left: x - 4.5, top: y, pointerEvents: 'none' }}>
      <path d={`M0.5 0H8.5L4.5 6Z M3.7 0H5.3V${lanePx - 3}H3.7Z`} fill={palette.accent} stroke={palette.surface} strokeWidth={2} paintOrder="stroke" />
    </svg>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  scroll: css({ position: 'relative', overflowX: 'hidden', overflowY: 'auto', scrollbarWidth: 'thin', flex: 'none' }),
  column: css({ position: 'absolute', top: 0, bottom: 0, opacity: PICKED_TINT, pointerEvents: 'none' }),
  lane: css({
    position: 'absolute', left: 0, right: 0, display: 'grid', alignItems: 'center', columnGap: 6, padding: 0, border: 0, background: 'none', textAlign: 'left', cursor: 'pointer',
    fontVariantNumeric: 'tabular-nums', color: theme.colors.text.primary, whiteSpace: 'nowrap', borderBottom: `1px solid ${theme.colors.border.weak}`, boxSizing: 'border-box',
    ...focusRing(theme, -2),
  }),
  // Light and not a colour of its own: it lies over states.
  lit: css({ background: theme.colors.background.secondary, boxShadow: `inset 2px 0 ${theme.colors.text.primary}` }),
  name: css({ overflow: 'hidden', textOverflow: 'ellipsis', paddingLeft: 4 }),
  kw: css({ color: theme.colors.text.secondary, gridColumn: 2, '[data-reading=true] &': { display: 'none' } }),
  at: css({ color: theme.colors.text.secondary, gridColumn: 2, display: 'none', overflow: 'hidden', maxWidth: 90, textOverflow: 'ellipsis', '[data-reading=true] &': { display: 'block' } }),
});
