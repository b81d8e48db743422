import React from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { sharedPart } from '../base';
import { signedIn, signedPowerIn, TARGET_PX, type ChartInput, type ChartVerdict, type Chip, type Measure, type PowerText, type Scene } from '../chart';
import type { Finding } from '../engine';
import { isCut } from './bill';
import { walkButtons } from './keys';
import { chartWords } from './words/chart';
import { verdictMarks } from './words/verdict';
import { paletteFrom } from './theme';
import { spikeLabel } from './words';
import { kindName } from './words/kinds';

export interface SpikeStripProps {
  readonly input: ChartInput;
  readonly scene: Scene;
  /** The spikes of the input, in the same order. */
  readonly findings: readonly Finding[];
  readonly verdicts: readonly ChartVerdict[];
  readonly measure: Measure;
  readonly onPick: (finding: Finding) => void;
}

export const STRIP_PX = 26;

/**
 * One real button per spike, in time order. Where several lie too close together they share one chip that counts them: the
 * largest lies on top, and the keyboard walks through all of them.
 */
export function SpikeStrip({ input: { picked, zone, power }, scene: { chips, plot }, findings, verdicts, measure, onPick }: SpikeStripProps): React.ReactElement {
  const styles = useStyles2(stylesOf);
  const places = new Map(chips.flatMap((chip) => chip.spikes.map((spike, rank) => [spike, { chip, rank }] as const)));
  return (
    <div role="group" aria-label={chartWords.spikes} className={styles.strip} onKeyDown={walkButtons({ ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity })}>
      {plot.x > 100 && <span aria-hidden="true" className={styles.name}>{chartWords.spikes}</span>}
      {findings.map((finding, spike) => {
        const place = places.get(spike);
        if (!place) {
          return null;
        }
        const { chip, rank } = place;
        // As verdicts are told to be of one spike.
        const verdict = verdicts.filter((one) => sharedPart(one, finding) >= 0.5).at(-1);
        const isPicked = spike === picked;
        const width = Math.max(TARGET_PX, chip.width);
        const face = faceOf(chip, finding, verdict, measure, power);
        return (
          <button
            key={`${finding.startMs}-${finding.endMs}`} type="button"
            data-testid="spiketrace-spike" data-start={finding.startMs} data-end={finding.endMs} data-kw={finding.excessKw}
            aria-label={verdict ? `${spikeLabel(finding, zone, power)}, ${verdict.text}` : spikeLabel(finding, zone, power)} title={verdict?.text}
            aria-pressed={isPicked} tabIndex={isPicked || (picked === undefined && spike === 0) ? 0 : -1}
            className={cx(styles.target, rank > 0 && styles.below)} style={{ left: chip.x + chip.width / 2 - width / 2, width }}
            onClick={() => onPick(finding)}
          >
            <span className={cx(styles.chip, isPicked && styles.picked, isCut(finding) && styles.cut)} style={{ width: Math.max(8, chip.width) }}>{face}</span>
          </button>
        );
      })}
    </div>
  );
}


/** Whole words or nothing: the mark of the verdict, then the kW and what it is called, or how many spikes share the chip. */
function faceOf(chip: Chip, finding: Finding, verdict: ChartVerdict | undefined, measure: Measure, power: PowerText): string {
  const mark = verdict ? verdictMarks[verdict.kind] : '';
  const [kw, kind] = [signedPowerIn(power, finding.excessKw), isCut(finding) ? chartWords.notRanked : kindName(finding)];
  const whats = chip.spikes.length > 1 ? [chartWords.joined(chip.spikes.length)] : [...(kind ? [`${kw} · ${kind}`] : []), kw, signedIn(power, finding.excessKw * power.perKw)];
  const room = Math.max(8, chip.width) - 6;
  return [...whats.map((what) => `${mark} ${what}`.trim()), mark].find((text) => measure(text, 11, 600) <= room) ?? '';
}

const stylesOf = (theme: GrafanaTheme2) => {
  const { accent } = paletteFrom(theme);
  return {
    strip: css({ position: 'relative', height: STRIP_PX, flex: 'none' }),
    name: css({ paddingLeft: 4, fontSize: 12, lineHeight: `${STRIP_PX}px`, color: theme.colors.text.secondary }),
    target: css({
      position: 'absolute', top: 1, height: TARGET_PX, padding: 0, border: 0, background: 'none', cursor: 'pointer', display: 'flex', alignItems: 'center', justifyContent: 'center',
      borderRadius: 2, zIndex: 1, '&:focus-visible': { outline: `2px solid ${theme.colors.primary.main}`, outlineOffset: 1, zIndex: 3, opacity: 1 }, '&[aria-pressed=true]': { zIndex: 2, opacity: 1 },
    }),
    // Under the largest of their chip; the keyboard brings them up.
    below: css({ zIndex: 0, opacity: 0 }),
    chip: css({
      height: 18, boxSizing: 'border-box', fontSize: 11, lineHeight: '16px', borderRadius: 2, overflow: 'hidden', whiteSpace: 'nowrap', flex: 'none', fontVariantNumeric: 'tabular-nums',
      border: `1px solid ${theme.colors.text.secondary}`, background: theme.colors.background.secondary, color: theme.colors.text.primary,
    }),
    cut: css({ borderStyle: 'dashed', borderColor: theme.colors.text.primary }),
    // Dark letters on the accent hold 4.5:1 in both themes.
    picked: css({ background: accent, borderColor: accent, color: '#111217', fontWeight: 600, '@media (forced-colors: active)': { background: 'Highlight', borderColor: 'Highlight', color: 'HighlightText', forcedColorAdjust: 'none' } }),
  };
};
