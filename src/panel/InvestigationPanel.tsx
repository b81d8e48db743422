import React, { useEffect, useMemo, useRef, useState } from 'react';
import { css } from '@emotion/css';
import { LoadingState, type PanelProps } from '@grafana/data';
import { config, locationService } from '@grafana/runtime';
import { useTheme2 } from '@grafana/ui';
import { completenessText, isZone, type MachineLog, type Notice } from '../base';
import type { ChartInput } from '../chart';
import { counterPower, type Finding, type Investigation } from '../engine';
import { gather, type Gathered } from '../frames';
import { investigationPath, matchSpike, parseSpike, spikeParam } from '../links';
import { AnalysisClient } from './analysis';
import { Answer } from './Answer';
import { Chart } from './Chart';
import { Header } from './Header';
import { Legend } from './Legend';
import { tableOf } from './table';
import { NoticeRow } from './Notice';
import type { InvestigationOptions } from './options';
import { qualityText } from './quality';
import { clock, sentence, words } from './words';

type Plant = Extract<Gathered, { readonly kind: 'plant' }>;

interface Answered {
  readonly plant: Plant;
  readonly fromMs: number;
  readonly toMs: number;
  readonly outcome: { readonly kind: 'done'; readonly result: Investigation } | { readonly kind: 'failed'; readonly text: string };
}

/** Height of the header, and of the legend's one or two rows. */
const HEAD_PX = 80;

/** From the dashboard's data to an answer: gathers, asks the engine, and shows one picked spike. */
export function InvestigationPanel({ data, options, width, height, timeZone, replaceVariables }: PanelProps<InvestigationOptions>): React.ReactElement {
  const theme = useTheme2();
  const zone = displayZone(timeZone);
  const fromMs = data.timeRange.from.valueOf();
  const toMs = data.timeRange.to.valueOf();
  const gathered = useMemo(() => gather(data.series, zone), [data.series, zone]);
  const minimumExcessKw = options.minimumExcessKw ?? 0;
  const answered = useAnswer(gathered, fromMs, toMs, minimumExcessKw, data.state === LoadingState.Loading);
  const linkText = replaceVariables('${spike}');
  const [chosen, setChosen] = useState<string>();
  // A link that is followed on the open page wins over what was picked before.
  useEffect(() => setChosen(undefined), [linkText]);

  const style = css({ width, height, overflow: 'auto', display: 'flex', flexDirection: 'column', gap: 6, color: theme.colors.text.primary });
  const frame = (body: React.ReactNode, live = '') => (
    <div className={style} data-testid="spiketrace-panel">
      {body}
      <div role="status" aria-live="polite" style={{ position: 'absolute', width: 1, height: 1, overflow: 'hidden', clipPath: 'inset(50%)' }}>{live}</div>
    </div>
  );
  const error = data.error?.message ?? data.errors?.[0]?.message;
  const errorRow = error || data.state === LoadingState.Error ? <NoticeRow severity="error">The data source answered: {error ?? 'an error without a text.'}</NoticeRow> : null;
  if (errorRow && !hasReadings(gathered)) {
    return frame(errorRow);
  }
  const waiting = data.state === LoadingState.Loading || data.state === LoadingState.NotStarted;
  if (!answered && !waiting && gathered.kind === 'missing' && data.series.length > 0) {
    return frame(<NoticeRow severity="warning">{gathered.text} {gathered.advice}</NoticeRow>);
  }
  if (!waiting && !hasReadings(gathered)) {
    return frame(
      <NoticeRow severity="warning">No meter readings between {clock(fromMs, zone, true)} and {clock(toMs, zone, true)}. {gathered.kind === 'missing' ? gathered.advice : words.nothingLoaded}</NoticeRow>
    );
  }
  if (!answered) {
    return frame(<p>{waiting ? words.loading : words.working}</p>);
  }

  const { plant, outcome } = answered;
  const fresh = !waiting && answered.plant === gathered;
  if (outcome.kind === 'failed') {
    return frame(<NoticeRow severity="error">The analysis stopped: {outcome.text}</NoticeRow>);
  }
  const { result } = outcome;
  const { findings } = result;
  const link = parseSpike(chosen ?? linkText);
  const wanted = link.kind === 'spike' ? matchSpike(findings, link) : undefined;
  const picked = wanted ?? findings.reduce<Finding | undefined>((most, one) => (most && most.excessKwh >= one.excessKwh ? most : one), undefined);
  const notices = noticesOf(plant, result);
  if (link.kind === 'malformed') {
    notices.push({ severity: 'warning', code: 'link-malformed', text: `The link names no spike that can be read (“${link.text.slice(0, 60)}”); the largest one in view is shown.` });
  } else if (link.kind === 'spike' && !wanted && fresh) {
    notices.push({ severity: 'warning', code: 'link-unmatched', text: `No spike in view is the one of the link (${clock(link.startMs, zone, true)} to ${clock(link.endMs, zone)}); the largest one in view is shown.` });
  }
  const pick = ({ startMs, endMs }: Finding) => {
    const value = spikeParam(startMs, endMs);
    setChosen(value);
    locationService.partial({ 'var-spike': value }, true);
  };
  const line = replaceVariables('${line}');
  const address = picked && `${window.location.origin}${config.appSubUrl ?? ''}${investigationPath({
    fromMs: answered.fromMs, toMs: answered.toMs, meterId: plant.view.meterId, line: line.includes('$') ? undefined : line, spike: picked,
  })}`;
  const said = picked ? sentence(picked, zone) : words.noSpikes;
  const twoColumns = width >= 1000;
  const answerPx = twoColumns ? Math.max(400, Math.min(452, width * 0.34)) : width;
  const noticesPx = (notices.length + (errorRow ? 1 : 0)) * 34 + HEAD_PX;
  const chartPx = Math.max(260, height - noticesPx - (twoColumns ? 4 : 0));
  return frame(
    <>
      <Header meterId={plant.view.meterId} fromMs={answered.fromMs} toMs={answered.toMs} zone={zone} findings={findings} picked={picked} onPick={pick} />
      {errorRow}
      {notices.map(({ severity, code, text }) => <NoticeRow key={`${code} ${text}`} severity={severity}>{text}</NoticeRow>)}
      <div aria-busy={!fresh} style={{ display: 'flex', flexDirection: twoColumns ? 'row' : 'column-reverse', justifyContent: 'flex-end', gap: 16, opacity: fresh ? 1 : 0.5, flex: 'none' }}>
        {height >= 400 && (
          <PlantChart
            plant={plant} result={result} picked={picked} label={said} zone={zone} fromMs={answered.fromMs} toMs={answered.toMs} showShifts={options.showShifts !== false}
            widthPx={twoColumns ? width - answerPx - 20 : width - 14} heightPx={twoColumns ? chartPx : Math.min(chartPx, 520)} onPick={pick}
          />
        )}
        <div style={{ width: twoColumns ? answerPx : '100%', flex: 'none', ...(twoColumns ? { maxHeight: chartPx, overflowY: 'auto' } : {}) }}>
          {picked ? <Answer finding={picked} zone={zone} quality={qualityText(picked, result, plant.learn ?? plant.view, plant.machines, zone)} link={address ?? ''} /> : <p>{words.noSpikes}</p>}
        </div>
      </div>
      {height >= 400 && <Legend machines={plant.machines} />}
    </>,
    fresh ? said : ''
  );
}

interface PlantChartProps {
  readonly plant: Plant;
  readonly result: Investigation;
  readonly picked: Finding | undefined;
  readonly label: string;
  readonly zone: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly showShifts: boolean;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly onPick: (finding: Finding) => void;
}

function PlantChart({ plant, result, picked, label, zone, fromMs, toMs, showShifts, widthPx, heightPx, onPick }: PlantChartProps): React.ReactElement {
  const addedKw = useMemo(() => {
    const added = new Map<string, number>();
    if (picked?.ranking.kind === 'ranked') {
      const table = tableOf(picked);
      // A group's sum stands at its first member: its parts cannot be told apart.
      [...table.rows, ...table.smaller].forEach((row) => row.machines[0] !== undefined && added.set(row.machines[0], row.roundedKw));
    }
    return added;
  }, [picked]);
  const input = useMemo((): ChartInput => ({
    range: { startMs: fromMs, endMs: toMs }, zone, readings: plant.view.kind === 'counter' ? counterPower(plant.view) : plant.view,
    baseline: result.baseline, machines: sorted(plant.machines, addedKw), shifts: showShifts ? plant.shifts : [],
    spikes: result.findings, picked: picked ? result.findings.indexOf(picked) : undefined,
  }), [plant, result, picked, zone, fromMs, toMs, showShifts, addedKw]);
  return <Chart input={input} findings={result.findings} addedKw={addedKw} label={label} zone={zone} widthPx={Math.max(200, widthPx)} heightPx={heightPx} onPick={onPick} />;
}

/** The newest answer; the old one stays until the next is there. */
function useAnswer(gathered: Gathered, fromMs: number, toMs: number, minimumExcessKw: number, loading: boolean): Answered | undefined {
  const [answered, setAnswered] = useState<Answered>();
  const client = useRef<AnalysisClient>();
  useEffect(() => () => {
    client.current?.stop();
    client.current = undefined;
  }, []);
  useEffect(() => {
    if (gathered.kind !== 'plant' || !hasReadings(gathered) || loading) {
      return;
    }
    client.current ??= new AnalysisClient();
    const { view, learn, machines, zone } = gathered;
    client.current.ask(
      { kind: learn ? 'learning' : 'view', plant: { meter: learn ?? view, machines, zone }, view: { startMs: fromMs, endMs: toMs }, minimumExcessKw },
      (outcome) => setAnswered({ plant: gathered, fromMs, toMs, outcome })
    );
  }, [gathered, fromMs, toMs, minimumExcessKw, loading]);
  return answered;
}

function hasReadings(gathered: Gathered): boolean {
  return gathered.kind === 'plant' && (gathered.view.kind === 'power' ? gathered.view.demandKw : gathered.view.energyKwh).some((value) => Number.isFinite(value));
}

function noticesOf(plant: Plant, result: Investigation): Notice[] {
  const byText = new Map<string, Notice>();
  for (const { completeness } of [plant.view, ...(plant.learn ? [plant.learn] : []), ...plant.machines]) {
    const text = completenessText(completeness);
    if (text) {
      byText.set(text, { severity: 'warning', code: 'incomplete', text: `${text} Nothing is ranked on incomplete data.` });
    }
  }
  // What is merely good to know stands in the data line and the query inspector; a row is for what changes the answer.
  [...plant.notices, ...result.notices].filter(({ severity }) => severity !== 'info').forEach((notice) => byText.set(notice.text, notice));
  return [...byText.values()];
}

function sorted(machines: readonly MachineLog[], addedKw: ReadonlyMap<string, number>): MachineLog[] {
  return [...machines].sort((a, b) => (addedKw.get(b.machineId) ?? 0) - (addedKw.get(a.machineId) ?? 0) || (a.machineId < b.machineId ? -1 : 1));
}

/** Grafana says "browser" and "utc" beside IANA names. */
function displayZone(timeZone: string): string {
  const named = timeZone === 'browser' || timeZone === '' ? Intl.DateTimeFormat().resolvedOptions().timeZone : timeZone === 'utc' ? 'UTC' : timeZone;
  return isZone(named) ? named : 'UTC';
}
