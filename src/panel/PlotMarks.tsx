import React, { useId } from 'react';
import { BREACH_TINT, cutMiddle, estimatedWidth, layerName, layerTint, type Column, type Label, type Palette, type Scene } from '../chart';

/** What is read off the plot, as shapes over its canvas: axis, box and reference of the picked spike, its peak, windows, contract, labels. */
export function PlotMarks({ scene, palette }: { readonly scene: Scene; readonly palette: Palette }): React.ReactElement {
  const hatch = useId();
  const { plot, zeroY, kwTicks, excess, references, peak, contractY, notLoaded } = scene;
  return (
    <g aria-hidden="true" style={{ fontVariantNumeric: 'tabular-nums' }}>
      {/* On a phone thousands of kW have no room beside the plot: they begin at the edge, where nothing is cut off. */}
      {kwTicks.map(({ at, text }) => <text key={text} y={at} dy="0.35em" {...(estimatedWidth(text, 11) > plot.x - 8 ? { x: 0 } : { x: plot.x - 8, textAnchor: 'end' })} fontSize={11} fill={palette.textSecondary}>{text}</text>)}
      <line {...levelOf({ ...plot, y: zeroY })} stroke={palette.textSecondary} />
      {/* On a phone there is no room beside the axis. */}
      {plot.x > 130 && <Stack scene={scene} palette={palette} />}
      <Windows scene={scene} palette={palette} />
      {contractY !== undefined && <line {...levelOf({ ...plot, y: contractY })} stroke={palette.error} strokeWidth={1.2} />}
      <g key={excess ? `${excess.x} ${excess.width}` : 'none'} className="spiketrace-picked">
        {excess && <rect x={excess.x} width={excess.width} y={excess.y} height={excess.height} fill="none" stroke={palette.accent} strokeWidth={1.4} />}
        {references.length > 0 && (
          <line {...levelOf(references[0]!)} x2={references.at(-1)!.x + references.at(-1)!.width} stroke={palette.accent} strokeWidth={1} strokeDasharray="1 3" />
        )}
        {references.map((part) => <line key={part.x} data-mark="reference" {...levelOf(part)} stroke={palette.accent} strokeWidth={3} />)}
        {peak && <circle cx={peak.x} cy={peak.y} r={3.5} fill="none" stroke={palette.accent} strokeWidth={2} />}
      </g>
      {notLoaded && (
        <g data-mark="not-loaded">
          <pattern id={hatch} width={8} height={8} patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line x1={0} y1={0} x2={0} y2={8} stroke={palette.textSecondary} strokeWidth={0.8} /></pattern>
          <rect x={notLoaded.x} width={notLoaded.width} y={plot.y} height={plot.height} fill={`url(#${hatch})`} />
          <line x1={notLoaded.x} x2={notLoaded.x} y1={plot.y} y2={plot.y + plot.height} stroke={palette.accent} strokeWidth={1.6} />
          {notLoaded.width > 120 && <Haloed label={{ name: 'window', text: notLoaded.text, fontPx: 12, weight: 600, x: notLoaded.x + notLoaded.width / 2, y: plot.y + plot.height / 2 }} colour={palette.text} surface={palette.surface} />}
        </g>
      )}
      {scene.labels.map((label) => <Haloed key={`${label.name} ${label.x} ${label.text}`} label={label} colour={colourOf(label, palette)} surface={palette.surface} />)}
    </g>
  );
}

/** A line at one height. */
const levelOf = ({ x, width, y }: Column & { readonly y: number }) => ({ x1: x, x2: x + width, y1: y, y2: y });

/** The layers of expected load beside the axis, in the order in which they lie on one another: a thin one has no room for its name. */
function Stack({ scene: { layers, plot }, palette }: { readonly scene: Scene; readonly palette: Palette }): React.ReactElement {
  return (
    <>
      {layers.map((layer, i) => {
        const y = plot.y + 14 * (layers.length - i);
        return (
          <g key={i} fill={palette.textSecondary} fontSize={11}>
            <rect x={4} y={y} width={14} height={10} fillOpacity={layerTint(palette, i)} stroke={palette.textSecondary} />
            <text x={23} y={y + 9}>{cutMiddle(layerName(layer), plot.x - 72, 11, estimatedWidth)}</text>
          </g>
        );
      })}
    </>
  );
}

/** Steps of two pixels; above the contract filled down to it. */
function Windows({ scene: { windows, contractY }, palette }: { readonly scene: Scene; readonly palette: Palette }): React.ReactElement | null {
  if (windows.length === 0) {
    return null;
  }
  const path = windows.map(({ x, width, y }, i) => {
    const before = windows[i - 1];
    const joins = before && Math.abs(before.x + before.width - x) < 0.5;
    return `${joins ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}L${(x + width).toFixed(1)} ${y.toFixed(1)}`;
  }).join('');
  const over = windows.filter((step) => step.over);
  return (
    <g data-mark="windows">
      <path d={path} fill="none" stroke={palette.textSecondary} strokeOpacity={palette.isDark ? 1 : 0.8} strokeWidth={2} />
      {over.map((step) => (
        <g key={step.x} data-mark="breach">
          {!palette.highContrast && <rect x={step.x} width={step.width} y={step.y} height={Math.max(0, (contractY ?? step.y) - step.y)} fill={palette.error} opacity={BREACH_TINT} />}
          <line {...levelOf(step)} stroke={palette.error} strokeWidth={2} />
        </g>
      ))}
    </g>
  );
}

function colourOf({ name }: Label, palette: Palette): string {
  switch (name) {
    case 'excess':
    case 'energy':
    case 'reference':
      return palette.accentText;
    case 'contract':
    case 'breach':
      return palette.error;
    default:
      return palette.text;
  }
}

/** On a rim of the surface's colour, so that it is read across lines. */
function Haloed({ label: { text, x, y, fontPx, weight }, colour, surface }: { readonly label: Label; readonly colour: string; readonly surface: string }): React.ReactElement {
  return (
    <text x={x} y={y} dy="0.35em" textAnchor="middle" fontSize={fontPx} fontWeight={weight} fill={colour} stroke={surface} strokeWidth={3} strokeLinejoin="round" paintOrder="stroke">{text}</text>
  );
}
