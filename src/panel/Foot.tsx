import React from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import { signedIn, type LanePlan, type PowerText } from '../chart';
import { chartWords } from './words/chart';
import { Legend, type LegendEntry } from './Legend';
import { focusRing } from './styles';
import { nameText } from './words';

/** Of its buttons. */
export const FOOT_PX = 26;

export interface FootProps {
  readonly plan: LanePlan;
  readonly addedKw: ReadonlyMap<string, number>;
  readonly power: PowerText;
  readonly legend: readonly LegendEntry[];
  readonly heightPx: number;
  readonly left: number;
  readonly opened: boolean;
  readonly onOpened: (opened: boolean) => void;
  readonly narrow: boolean;
  /** Always, save on a phone, where they are asked for. */
  readonly lanesShown: boolean;
  readonly onLanes: () => void;
}

/** Below the lanes: the ones that are folded, what they add together, and what the fills mean. */
export function Foot({ plan, addedKw, power, legend, heightPx, left, opened, onOpened, narrow, lanesShown, onLanes }: FootProps): React.ReactElement {
  const styles = useStyles2(stylesOf);
  const { open, folded } = plan;
  const canFold = folded.length > 0 || opened;
  const sum = folded.reduce((all, log) => all + (addedKw.get(log.machineId) ?? 0), 0);
  const ranked = folded.some((log) => addedKw.has(log.machineId));
  const kw = ranked && (sum !== 0 || folded.length > 1) ? `${signedIn(power, sum)} ${power.unit}` : undefined;
  const text = folded.length === 1 ? chartWords.foldedOne(nameText(folded[0]?.machineId ?? ''), kw) : (open.length > 0 ? chartWords.folded : chartWords.foldedAll)(folded.length, kw);
  return (
    <div className={cx(styles.foot, narrow && styles.narrow)} style={narrow ? undefined : { height: heightPx }}>
      {narrow && <button type="button" className={styles.button} aria-expanded={lanesShown} onClick={onLanes}>{lanesShown ? chartWords.hideLanes : chartWords.showLanes}</button>}
      {lanesShown && canFold && (
        <button
          type="button" className={styles.button} style={narrow ? undefined : { minWidth: left - 8, maxWidth: left + 40, paddingRight: 0 }} data-testid="spiketrace-folded-lanes" aria-expanded={opened}
          aria-label={opened ? chartWords.fold : chartWords.unfold(text)} title={folded.slice(0, 40).map((log) => nameText(log.machineId)).join(', ')} onClick={() => onOpened(!opened)}
        >
          {opened ? `▾ ${chartWords.fold}` : `▸ ${text}`}
        </button>
      )}
      {!narrow && !canFold && <span style={{ width: left - 8, flex: 'none' }} />}
      {lanesShown && legend.length > 0 && <Legend entries={legend} />}
    </div>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  foot: css({ display: 'flex', alignItems: 'start', gap: '0 8px', flex: 'none', fontSize: 11, color: theme.colors.text.secondary, overflow: 'hidden' }),
  narrow: css({ flexWrap: 'wrap' }),
  button: css({
    flex: 'none', height: FOOT_PX - 2, padding: '0 4px', fontSize: 11, border: 0, background: 'none', color: theme.colors.text.secondary, cursor: 'pointer', textAlign: 'left', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap',
    ...focusRing(theme, -2),
  }),
});
