import React, { useCallback, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import type { TimeRange } from '../base';
import { draw, layout, LEAST_STEP_PX, plotColumn, timeScale, type ChartInput, type ChartVerdict, type LanePlan, type Palette, type Scene } from '../chart';
import type { Finding } from '../engine';
import { chartWords } from './words/chart';
import { ChartTable } from './ChartTable';
import { Crosshair, type CrosshairHandle } from './Crosshair';
import { Foot, FOOT_PX } from './Foot';
import { KeyRow, KEY_PX } from './KeyRow';
import { Lanes } from './Lanes';
import { legendOf, legendPx } from './Legend';
import { Marking } from './Marking';
import { PlotMarks } from './PlotMarks';
import { BAND_PX, ShiftBand, ShiftLines } from './ShiftBand';
import { sizedContext } from './sized-context';
import { SpikeStrip, STRIP_PX } from './SpikeStrip';
import { AXIS_PX, TimeAxis } from './TimeAxis';
import { TimeReader } from './TimeReader';
import { useBrush } from './useBrush';
import { useChartReading } from './useChartReading';
import { useMeasure } from './useMeasure';
import { usePalette } from './usePalette';
import { useTouch } from './useTouch';

export interface ChartProps {
  readonly input: ChartInput;
  /** The spikes of the input, in the same order. */
  readonly findings: readonly Finding[];
  /** kW added by machine, already rounded; absent where nothing is ranked. */
  readonly addedKw: ReadonlyMap<string, number>;
  readonly lanes: LanePlan;
  readonly verdicts: readonly ChartVerdict[];
  /** What the picture says in one sentence. */
  readonly label: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly onPick: (finding: Finding) => void;
  /** On a phone the lanes come when they are asked for. */
  readonly narrow: boolean;
  /** Whether the folded lanes are open, and the switch of it. */
  readonly opened: boolean;
  readonly onOpened: (opened: boolean) => void;
  /** Whether expected load can be stacked, and is. */
  readonly expected: 'none' | 'off' | 'on';
  readonly onExpected: () => void;
  readonly onZoom: (range: TimeRange) => void;
  readonly onMark: (range: TimeRange) => void;
  readonly hoveredMachine: string | undefined;
  readonly onHoverMachine: (machineId: string | undefined) => void;
  readonly onOpenMachine: (machineId: string) => void;
}

const LEAST_PLOT_PX = 160;
/** The whole picture without lanes on a phone, and its plot. */
const PHONE_PLOT_PX = 142;
const LEAST_LANES_PX = 66;
/** Below this every pixel is the plot's: lanes are to be had with more height. */
const LEAST_WITH_FOOT_PX = 200;

/** One picture on one time axis: shifts, spikes, demand, and the lanes of states below. */
export function Chart(props: ChartProps): React.ReactElement {
  const { input, findings, addedKw, lanes, narrow, verdicts, label, widthPx, heightPx, onPick, onZoom, onMark, onHoverMachine, onOpenMachine, hoveredMachine } = props;
  const theme = useTheme2();
  const styles = useStyles2(stylesOf);
  const palette = usePalette();
  const measure = useMeasure(theme.typography.fontFamily);
  const [lanesAsked, setLanesAsked] = useState(false);
  const [asTable, setAsTable] = useState(false);
  const wantLanes = !narrow || lanesAsked;
  const showLanes = lanes.open.length > 0 && wantLanes;
  const legend = useMemo(() => legendOf(lanes.open, input.looks, palette), [lanes.open, input.looks, palette]);
  // On a phone the buttons stand above it.
  const footPx = narrow ? FOOT_PX + (showLanes ? legendPx(legend, widthPx, measure) : 0) : legendPx(legend, plotColumn(widthPx, true).width, measure);
  const heights = heightsOf({ heightPx, narrow, band: input.shifts.length > 0, lanesPx: showLanes ? lanes.open.length * lanes.lanePx : 0, footPx: lanes.open.length + lanes.folded.length > 0 && heightPx >= LEAST_WITH_FOOT_PX ? footPx : 0 });
  // A bar for scrolling must not hide the last label.
  const width = heights.allPx > heightPx && !narrow ? widthPx - 14 : widthPx;
  const ratio = window.devicePixelRatio || 1;
  const scene = useMemo(() => layout(input, { widthPx: width, heightPx: heights.plotPx, ratio }, measure, !narrow || showLanes), [input, width, heights.plotPx, ratio, measure, narrow, showLanes]);
  const time = useMemo(() => timeScale(scene.range, scene.plot), [scene.range, scene.plot]);
  const canvas = usePlotCanvas(scene, palette);
  const [root, slider, crosshair, texts] = [useRef<HTMLDivElement>(null), useRef<HTMLDivElement>(null), useRef<CrosshairHandle>(null), useRef(new Map<string, HTMLElement>())];
  const pickAt = useCallback((timeMs: number) => {
    const finding = findings.find((one) => one.startMs <= timeMs && timeMs < one.endMs);
    if (finding) {
      onPick(finding);
    }
  }, [findings, onPick]);
  const reading = useChartReading({ range: input.range, plot: scene.plot, binMs: input.readings.windowMs ?? 0, time, crosshair, root, onZoom, onMark });
  const { group, svg } = useBrush(time, { onZoom: reading.zoomTo, onMark, onClick: pickAt });
  const touch = useTouch({ onRead: reading.readAt, onTap: (x) => pickAt(reading.msAt(x)), onMarking: (from, to) => reading.markBetween(reading.msAt(from), reading.msAt(to)), onMarked: reading.finishMark, onDropped: reading.dropMark });
  return (
    <div className={styles.scroll} style={{ width: widthPx, height: narrow ? heights.allPx : heightPx }} data-testid="spiketrace-chart">
      {!narrow && <KeyRow palette={palette} left={scene.plot.x} readingMs={input.readings.windowMs} hasBand={input.readings.maxKw !== undefined} windowMs={windowMsOf(input, scene)} hasReference={scene.references.length > 0} expected={props.expected} onExpected={props.onExpected} asTable={asTable} onTable={() => setAsTable(!asTable)} />}
      {asTable && !narrow ? <ChartTable input={input} findings={findings} addedKw={addedKw} heightPx={heightPx - KEY_PX} /> : (
        <div ref={root} style={{ position: 'relative', width }} onPointerMove={reading.onPointerMove} onPointerLeave={reading.onPointerLeave}>
          {input.shifts.length > 0 && <ShiftBand shifts={scene.shifts} left={scene.plot.x} measure={measure} />}
          <SpikeStrip input={input} scene={scene} findings={findings} verdicts={verdicts} measure={measure} onPick={onPick} />
          <div className={styles.axes}>
            <div className={styles.plot} style={{ height: heights.plotPx }} {...touch}>
              <canvas ref={canvas} role="img" aria-label={label} style={{ width, height: heights.plotPx, display: 'block' }} />
              <ShiftLines shifts={scene.shifts} />
              {showLanes && !narrow && <span aria-hidden="true" className={styles.lanesHead}>{addedKw.size > 0 ? chartWords.machinesAdded(input.power.unit) : chartWords.machinesByName}</span>}
              <svg ref={svg} width={width} height={heights.plotPx} className={styles.marks}>
                <PlotMarks scene={scene} palette={palette} />
                <g ref={group} className={styles.brush} />
              </svg>
              <TimeReader ref={slider} scene={scene} onKeyDown={reading.onKeyDown} onBlur={reading.onBlur} marked={reading.marked} zone={input.zone} />
            </div>
            {showLanes && <Lanes input={input} scene={scene} plan={lanes} palette={palette} measure={measure} addedKw={addedKw} heightPx={heights.lanesPx} hoveredMachine={hoveredMachine} texts={texts} onHoverMachine={onHoverMachine} onOpenMachine={onOpenMachine} />}
            <Marking time={time} marked={reading.marked} palette={palette} />
            <Crosshair ref={crosshair} input={input} time={time} texts={texts} root={root} slider={slider} heightPx={heights.plotPx + heights.lanesPx} />
          </div>
          <TimeAxis scene={scene} palette={palette} measure={measure} />
          {heights.footPx > 0 && <Foot plan={lanes} addedKw={addedKw} power={input.power} legend={legend} heightPx={heights.footPx} left={scene.plot.x} opened={props.opened} onOpened={props.onOpened} narrow={narrow} lanesShown={wantLanes} onLanes={() => setLanesAsked(!lanesAsked)} />}
        </div>
      )}
    </div>
  );
}

/** As the tariff counts, where they are drawn as steps; windows that are cut off at the edge of the view are no shorter. */
function windowMsOf({ windows = [] }: ChartInput, scene: Scene): number | undefined {
  return scene.windows.some(({ width }) => width >= LEAST_STEP_PX) ? Math.max(...windows.map(({ startMs, endMs }) => endMs - startMs)) : undefined;
}

interface Heights {
  readonly plotPx: number;
  readonly lanesPx: number;
  readonly footPx: number;
  readonly allPx: number;
}

/** Lanes get what they need while the plot keeps its least; beyond that they scroll, and the picture as a whole after them. */
function heightsOf({ heightPx, narrow, band, lanesPx, footPx }: { readonly heightPx: number; readonly narrow: boolean; readonly band: boolean; readonly lanesPx: number; readonly footPx: number }): Heights {
  const fixedPx = (narrow ? 0 : KEY_PX) + (band ? BAND_PX : 0) + STRIP_PX + AXIS_PX + footPx;
  if (narrow) {
    const plotPx = Math.max(60, Math.min(PHONE_PLOT_PX, heightPx - fixedPx));
    return { plotPx, lanesPx, footPx, allPx: fixedPx + plotPx + lanesPx };
  }
  const shownPx = Math.min(lanesPx, Math.max(LEAST_LANES_PX, heightPx - fixedPx - LEAST_PLOT_PX));
  const plotPx = Math.max(LEAST_PLOT_PX, heightPx - fixedPx - shownPx);
  return { plotPx, lanesPx: shownPx, footPx, allPx: fixedPx + shownPx + plotPx };
}

/** Paints before the browser does, so that no empty plot flashes. */
function usePlotCanvas(scene: Scene, palette: Palette): React.RefObject<HTMLCanvasElement> {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const { widthPx, heightPx, ratio } = scene.size;
    const context = sizedContext(canvas.current, Math.round(widthPx * ratio), Math.round(heightPx * ratio));
    if (context) {
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      draw(context, scene, palette);
    }
  }, [scene, palette]);
  return canvas;
}

const stylesOf = (theme: GrafanaTheme2) => ({
  // Texts are measured as a font gives them, so the theme's spacing of letters ends here.
  scroll: css({ overflowX: 'hidden', overflowY: 'auto', scrollbarWidth: 'thin', letterSpacing: 'normal' }),
  lanesHead: css({ position: 'absolute', left: 4, bottom: 0, fontSize: 11, color: theme.colors.text.secondary }),
  axes: css({ position: 'relative' }),
  plot: css({ position: 'relative', touchAction: 'pan-y', overflow: 'hidden' }),
  marks: css({
    position: 'absolute', left: 0, top: 0, display: 'block', userSelect: 'none',
    '@media (prefers-reduced-motion: no-preference)': { '.spiketrace-picked': { animation: 'spiketrace-fade 120ms ease-out' } },
    '@keyframes spiketrace-fade': { from: { opacity: 0 }, to: { opacity: 1 } },
  }),
  brush: css({ '.selection': { fill: theme.colors.text.primary, fillOpacity: 0.14, stroke: theme.colors.text.secondary } }),
});
