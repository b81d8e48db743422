import React, { useEffect, useMemo, useRef, useState } from 'react';
import { css } from '@emotion/css';
import { LoadingState, type GrafanaTheme2, type PanelData, type PanelProps } from '@grafana/data';
import { config } from '@grafana/runtime';
import { useStyles2, useTheme2 } from '@grafana/ui';
import { isZone, lowerBound, MINUTE_MS, valuesOf, type Notice, type TimeRange } from '../base';
import { NARROW_PX } from '../chart';
import type { Finding } from '../engine';
import { gather, progressOf, STOP_READING_EVENT, type Gathered } from '../frames';
import { fingerprint, investigationPath, matchSpike, parseSeen, parseSpike, seenParam, spikeParam, type SpikeLink } from '../links';
import { askAgain } from './ask-again';
import { displayOf } from './display';
import { EmptyView } from './EmptyView';
import { fieldConfigsOf, stateSettingsOf, type FieldConfigs, type StateSettings } from './field-config';
import { Investigation, useKept } from './Investigation';
import { NoticeRow } from './Notice';
import { expiredNotice, linkNotice, noticesOf, seenNotice } from './words/notices';
import { migrated, type InvestigationOptions } from './options';
import { cameAs, namedPlant, namedResult, namedVerdict, withState } from './state-names';
import { HEARD_ONLY } from './styles';
import { hasReadings, useAnswer, type Plant, type Question } from './useAnswer';
import { usePageLink } from './usePageLink';
import { useVerdicts } from './useVerdicts';
import { WorkLine, type Reading } from './WorkLine';
import { clock, hidden, inZone, sentence, words } from './words';

/** From the dashboard's data to an answer: gathers, asks the engine, and shows one picked spike. */
export function InvestigationPanel({ data, options: given, fieldConfig, width, height, timeZone, replaceVariables, onChangeTimeRange }: PanelProps<InvestigationOptions>): React.ReactElement {
  const theme = useTheme2();
  const styles = useStyles2(stylesOf);
  const zone = displayZone(timeZone);
  const options = useMemo(() => migrated(given as Readonly<Record<string, unknown>>), [given]);
  const [startMs, endMs] = [data.timeRange.from.valueOf(), data.timeRange.to.valueOf()];
  const range = useMemo((): TimeRange => ({ startMs, endMs }), [startMs, endMs]);
  const error = errorOf(data);
  const gathered = useMemo(() => gather(data.series, zone, error), [data.series, zone, error]);
  const set = useMemo(() => {
    const fields = fieldConfigsOf(data.series);
    return gathered.kind === 'plant' ? { fields, highestKw: highestOf(gathered), ...stateSettingsOf(fields, gathered.machines, theme) } : undefined;
  }, [data.series, gathered, theme]);
  // While the next readings are on their way, the old picture keeps its looks.
  const author = useRef(NOTHING_SET);
  author.current = set ?? author.current;
  const { fields, looks, names, highestKw } = author.current;
  // Not in Grafana 11.6, where numbers follow the browser.
  const { regionalFormat } = config as { readonly regionalFormat?: string };
  const display = useMemo(() => displayOf(fieldConfig, regionalFormat, fields.shown, highestKw), [fieldConfig, regionalFormat, fields, highestKw]);
  const progress = progressOf(data.series);
  const waiting = data.state === LoadingState.Loading || data.state === LoadingState.NotStarted;
  const reading: Reading | undefined = waiting ? { kind: 'reading', progress } : progress && { kind: 'unread', progress };
  const sent = useMemo(() => statementsOf(data.series), [data.series]);
  const statements = useRef<readonly string[]>([]);
  // Stays while the next answer is on its way: the same said anew after every refresh would be heard anew.
  const spoken = useRef('');
  if (!reading) {
    statements.current = sent;
  }
  const [marked, setMarked] = useState<TimeRange>();
  const { minimumExcessKw, demandWindowMinutes, contractKw } = options;
  const question = useMemo((): Question => ({
    range, minimumExcessKw, marked, demand: { lengthMs: demandWindowMinutes * MINUTE_MS, ...(contractKw > 0 ? { contractKw } : {}) },
  }), [range, minimumExcessKw, marked, demandWindowMinutes, contractKw]);
  const { answered, work, cancel, again } = useAnswer(gathered, question, reading !== undefined);
  const { spike: linkText, seen: seenText, by, pick: write } = usePageLink(replaceVariables);
  const [chosen, setChosen] = useState<string>();
  /** The link whose own window was marked, or need not be. */
  const [tried, setTried] = useState<string>();
  const mine = useRef('');
  const kept = useKept();
  // A link that is followed on the open page wins over what was picked or marked before; a pick in another panel over what was picked.
  useEffect(() => {
    setChosen(undefined);
    if (by !== 'another') {
      setMarked(undefined);
    }
  }, [linkText, by]);
  const verdicts = useVerdicts(gathered.kind === 'plant' ? gathered.view.meterId : undefined, range, gathered);

  // What is read is in the author's names from here on.
  const named = useMemo(
    () => (answered?.outcome.kind === 'done' && names.size > 0
      ? { ...answered, plant: namedPlant(answered.plant, names), outcome: { ...answered.outcome, result: namedResult(answered.outcome.result, names) } } : answered),
    [answered, names]
  );
  const said = useMemo(() => verdicts.given.map((one) => namedVerdict(one, names)), [verdicts.given, names]);

  // What the keyboard reaches must not end behind the verdict's buttons, which keep their place at the foot of a phone.
  const size = { width, height, scrollPaddingBottom: width < NARROW_PX ? 240 : 0 };
  const frame = (body: React.ReactNode, live = '') => (
    <div className={styles.panel} style={size} data-testid="spiketrace-panel">
      {body}
      <div role="status" aria-live="polite" style={HEARD_ONLY}>{live}</div>
    </div>
  );
  const asked = parseSpike(chosen ?? linkText);
  const retry = () => askAgain({ from: startMs, to: endMs }, onChangeTimeRange);
  const stopReading = () => void window.dispatchEvent(new CustomEvent(STOP_READING_EVENT, { detail: data.request?.requestId }));
  const workLine = <WorkLine work={reading ?? work} onCancel={reading ? stopReading : cancel} onAgain={reading ? retry : again} />;
  if (error !== undefined && !hasReadings(gathered)) {
    return frame(<EmptyView severity="error" title={words.answeredWith(error)} statements={sent} onRetry={retry} />, error);
  }
  const nothing = reading ? undefined : nothingToShow(gathered, data.series.length > 0, clock(startMs, zone, true), clock(endMs, zone, true));
  if (nothing !== undefined) {
    const lastMs = gathered.kind === 'plant' ? gathered.lastReadingMs : undefined;
    const expired = asked.kind === 'spike' && by === 'link' && asked.startMs >= startMs && asked.endMs <= endMs ? expiredNotice(lastMs, asked) : undefined;
    // A range of the same length that ends just after it.
    const goToLast = (timeMs: number) => onChangeTimeRange({ from: timeMs - (endMs - startMs) + MINUTE_MS, to: timeMs + MINUTE_MS });
    return frame(
      <>
        {expired && <NoticeRow severity={expired.severity}>{expired.text}</NoticeRow>}
        <EmptyView severity="warning" title={inZone(nothing, zone)} statements={sent} last={lastMs === undefined ? undefined : { timeMs: lastMs, zone }} onGoToLast={goToLast} />
      </>,
      nothing
    );
  }
  if (!answered || !named) {
    return frame(<p>{workLine}</p>);
  }
  const { plant, outcome } = named;
  if (outcome.kind === 'failed') {
    return frame(<NoticeRow severity="error">{words.stopped(outcome.text)}</NoticeRow>);
  }
  const fresh = !reading && answered.plant === gathered && answered.marked === marked;
  const { result } = outcome;
  const { findings } = result;
  const byHand = answered.marked && findings.find(({ spottedBy }) => spottedBy === 'hand');
  const spikes = findings.filter(({ spottedBy }) => spottedBy !== 'hand');
  const meantBy = (one: SpikeLink) => (one.kind === 'spike' ? matchSpike(spikes, one) : undefined);
  // A spike of another panel's meter says nothing about this one's.
  const link = chosen === undefined && by === 'another' && !meantBy(asked) ? parseSpike(mine.current) : asked;
  const wanted = meantBy(link);
  if (link === asked) {
    mine.current = chosen ?? linkText;
  }
  const seen = parseSeen(seenText);
  const ofLink = tried === linkText && link.kind === 'spike' && marked?.startMs === link.startMs && marked.endMs === link.endMs;
  if (fresh && chosen === undefined && by === 'link' && link.kind === 'spike') {
    const other = wanted && spikeParam(wanted.startMs, wanted.endMs) !== spikeParam(link.startMs, link.endMs);
    if (tried !== linkText && !marked && (!wanted || (other && seen.kind === 'seen')) && link.startMs >= startMs && link.endMs <= endMs && readsWithin(plant, link)) {
      // A window that the sender marked by hand, or a spike that is none any more: it is attributed all the same.
      setTried(linkText);
      setMarked({ startMs: link.startMs, endMs: link.endMs });
    } else if (byHand && ofLink && wanted && seen.kind === 'seen' && seen.hash !== hashOf(plant, byHand)) {
      // Other readings than the sender saw have moved the edges of a spike: then it is that one.
      setMarked(undefined);
    }
  }
  const picked = byHand ?? wanted ?? findings.reduce<Finding | undefined>((most, one) => (most && most.excessKwh >= one.excessKwh ? most : one), undefined);
  // While an old picture stays, the link may already name a spike of the next one. What was picked here is no link, and may leave the view.
  const aboutLink = byHand === undefined && by === 'link' && (link.kind === 'malformed' || fresh) ? expiredIn(plant, startMs, link) ?? linkNotice(link, wanted, zone) : undefined;
  const linked = ofLink ? byHand : byHand ? undefined : wanted;
  const aboutSeen = chosen === undefined && linked && fresh ? seenNotice(seen, linked, hashOf(plant, linked), display) : undefined;
  const failure = error === undefined ? undefined : { severity: 'error' as const, code: 'data-source', text: words.answeredWith(error) };
  const notices = [failure, ...noticesOf(plant, result, answered.range, zone).filter(({ text }) => error === undefined || !text.includes(error)), aboutLink, aboutSeen].filter((one) => one !== undefined);
  const pick = ({ startMs, endMs }: Finding) => {
    const value = spikeParam(startMs, endMs);
    setMarked(undefined);
    setChosen(value);
    write(value);
  };
  const path = investigationPath({
    fromMs: answered.range.startMs, toMs: answered.range.endMs, meterId: plant.view.meterId, line: lineOf(replaceVariables('${line}', undefined, oneLine)),
    ...(picked ? { spike: picked, seen: seenParam(picked.excessKw, hashOf(plant, picked)) } : {}),
  });
  if (fresh) {
    spoken.current = picked ? sentence(picked, { zone, display }) : words.noSpikes;
  }
  return frame(
    <Investigation
      plant={plant} result={result} range={answered.range} picked={picked} onPick={pick} marked={marked} onMark={setMarked}
      onZoom={({ startMs, endMs }) => onChangeTimeRange({ from: startMs, to: endMs })} notices={notices} fresh={fresh}
      work={workLine} kept={kept}
      verdicts={{ ...verdicts, given: said, save: (draft, ...rest) => verdicts.save(withState(draft, names, cameAs), ...rest) }} path={path} address={(below) => `${window.location.origin}${config.appSubUrl ?? ''}${below}`} statements={statements.current}
      options={options} display={display} fields={fields} looks={looks} names={names} zone={zone} widthPx={width} heightPx={height}
    />,
    spoken.current
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  panel: css({ position: 'relative', overflow: 'auto', display: 'flex', flexDirection: 'column', gap: 6, color: theme.colors.text.primary }),
});

const NOTHING_SET: StateSettings & { readonly fields: FieldConfigs; readonly highestKw: number } = { fields: { meter: undefined, shown: {}, machines: [] }, looks: new Map(), names: new Map(), highestKw: NaN };

/** Of the view, kW, either way; NaN for a counter, whose readings grow. O(n) */
function highestOf({ view }: Plant): number {
  return view.kind === 'counter' ? NaN : (view.maxKw ?? view.demandKw).reduce((most, kw) => (Math.abs(kw) > most ? Math.abs(kw) : most), 0);
}

/** Over the spike and the hour around it, in the readings that findings are computed from. */
function hashOf({ learn, view }: Plant, finding: Finding): string {
  return fingerprint(learn ?? view, [[finding.startMs, finding.endMs], ...finding.reference]);
}

/** O(readings within) */
function readsWithin({ view }: Plant, { startMs, endMs }: TimeRange): boolean {
  return valuesOf(view).subarray(lowerBound(view.timeMs, startMs), lowerBound(view.timeMs, endMs)).some(Number.isFinite);
}

/** Retention takes the oldest first: the rest of the view is still there. */
function expiredIn(plant: Plant, startMs: number, link: SpikeLink): Notice | undefined {
  return link.kind === 'spike' && link.startMs >= startMs && !readsWithin(plant, { startMs, endMs: link.endMs }) ? expiredNotice(plant.view.timeMs.at(-1), link) : undefined;
}

/** The statements that were sent, each once. */
function statementsOf(series: PanelData['series']): string[] {
  return [...new Set(series.flatMap(({ meta }) => meta?.executedQueryString?.split('\n') ?? []))].filter((text) => text.trim() !== '');
}

function errorOf(data: PanelData): string | undefined {
  const said = data.error?.message ?? data.errors?.[0]?.message ?? (data.state === LoadingState.Error ? words.noText : undefined);
  return said && hidden(said.replace(/\s+/g, ' '));
}

/** Why there is no picture, once everything has arrived; undefined when there is something to show. */
function nothingToShow(gathered: Gathered, anyFrame: boolean, from: string, to: string): string | undefined {
  if (gathered.kind === 'missing' && anyFrame) {
    return hidden(`${gathered.text} ${gathered.advice}`);
  }
  if (hasReadings(gathered)) {
    return undefined;
  }
  // The data source knows better than the panel where it looked.
  const known = gathered.kind === 'plant' ? gathered.notices.find(({ code }) => code === 'no-readings')?.text : undefined;
  return (known && hidden(known)) ?? `${words.nothingBetween(from, to)} ${gathered.kind === 'missing' ? gathered.advice : words.nothingLoaded}`;
}

/** What is chosen in the variable as one name. All of them are an array where the dashboard gives "All" no value of its own. */
function oneLine(chosen: unknown): string {
  return Array.isArray(chosen) ? (chosen.length === 1 ? String(chosen[0]) : 'all') : String(chosen ?? '');
}

/** All lines, or a variable that the dashboard does not have, is no part of a link. */
function lineOf(text: string): string | undefined {
  return text.includes('$') || text.toLowerCase() === 'all' ? undefined : text;
}

/** Grafana says "browser" and "utc" beside IANA names. */
function displayZone(timeZone: string): string {
  const named = timeZone === 'browser' || timeZone === '' ? Intl.DateTimeFormat().resolvedOptions().timeZone : timeZone === 'utc' ? 'UTC' : timeZone;
  return isZone(named) ? named : 'UTC';
}
