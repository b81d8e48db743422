import React, { useEffect, useMemo, useState } from 'react';
import { css } from '@emotion/css';
import { LoadingState, type PanelData, type PanelProps } from '@grafana/data';
import { config, locationService } from '@grafana/runtime';
import { Button, useTheme2 } from '@grafana/ui';
import { isZone, MINUTE_MS } from '../base';
import type { Finding } from '../engine';
import { gather, type Gathered } from '../frames';
import { investigationPath, matchSpike, parseSpike, spikeParam } from '../links';
import { Answer } from './Answer';
import { Header } from './Header';
import { NoticeRow } from './Notice';
import { linkNotice, noticesOf } from './notices';
import type { InvestigationOptions } from './options';
import { PlantChart } from './PlantChart';
import { qualityText } from './quality';
import { hasReadings, useAnswer } from './useAnswer';
import { WorkLine } from './WorkLine';
import { clock, dateText, sentence, words } from './words';

/** Height of the header and the space below it. */
const HEAD_PX = 40;

/** From the dashboard's data to an answer: gathers, asks the engine, and shows one picked spike. */
export function InvestigationPanel({ data, options, width, height, timeZone, replaceVariables, onChangeTimeRange }: PanelProps<InvestigationOptions>): React.ReactElement {
  const theme = useTheme2();
  const zone = displayZone(timeZone);
  const fromMs = data.timeRange.from.valueOf();
  const toMs = data.timeRange.to.valueOf();
  const gathered = useMemo(() => gather(data.series, zone), [data.series, zone]);
  const waiting = data.state === LoadingState.Loading || data.state === LoadingState.NotStarted;
  const { answered, work, cancel, again } = useAnswer(gathered, fromMs, toMs, options.minimumExcessKw ?? 0, waiting);
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
  const error = errorOf(data);
  const errorRow = error === undefined ? null : <NoticeRow severity="error">{words.answeredWith(error)}</NoticeRow>;
  const nothing = waiting ? undefined : nothingToShow(gathered, data.series.length > 0, clock(fromMs, zone, true), clock(toMs, zone, true));
  if (errorRow && !hasReadings(gathered)) {
    return frame(errorRow, error);
  }
  if (nothing !== undefined) {
    const lastMs = gathered.kind === 'plant' ? gathered.lastReadingMs : undefined;
    // A range of the same length that ends just after it.
    const goToLast = (timeMs: number) => onChangeTimeRange({ from: timeMs - (toMs - fromMs) + MINUTE_MS, to: timeMs + MINUTE_MS });
    return frame(
      <>
        <NoticeRow severity="warning">{nothing}</NoticeRow>
        {lastMs !== undefined && <div><Button size="sm" variant="secondary" onClick={() => goToLast(lastMs)}>{words.goToLast(`${dateText(lastMs, zone)}, ${clock(lastMs, zone)}`)}</Button></div>}
      </>,
      nothing
    );
  }
  if (!answered) {
    return frame(waiting ? <p data-testid="spiketrace-work">{words.loading}</p> : <p><WorkLine work={work} onCancel={cancel} onAgain={again} /></p>);
  }

  const { plant, outcome } = answered;
  const fresh = !waiting && answered.plant === gathered;
  if (outcome.kind === 'failed') {
    return frame(<NoticeRow severity="error">{words.stopped(outcome.text)}</NoticeRow>);
  }
  const { result } = outcome;
  const { findings } = result;
  const link = parseSpike(chosen ?? linkText);
  const wanted = link.kind === 'spike' ? matchSpike(findings, link) : undefined;
  const picked = wanted ?? findings.reduce<Finding | undefined>((most, one) => (most && most.excessKwh >= one.excessKwh ? most : one), undefined);
  // While an old picture stays, the link may already name a spike of the next one.
  const aboutLink = link.kind === 'malformed' || fresh ? linkNotice(link, wanted, zone) : undefined;
  const notices = [...noticesOf(plant, result), ...(aboutLink ? [aboutLink] : [])];
  const pick = ({ startMs, endMs }: Finding) => {
    const value = spikeParam(startMs, endMs);
    setChosen(value);
    locationService.partial({ 'var-spike': value }, true);
  };
  const line = lineOf(replaceVariables('${line}'));
  const address = picked && `${window.location.origin}${config.appSubUrl ?? ''}${investigationPath({
    fromMs: answered.fromMs, toMs: answered.toMs, meterId: plant.view.meterId, line, spike: picked,
  })}`;
  const said = picked ? sentence(picked, zone, plant.shifts, plant.machines) : words.noSpikes;
  const twoColumns = width >= 1000;
  const answerPx = twoColumns ? Math.max(400, Math.min(452, width * 0.34)) : width;
  const noticesPx = (notices.length + (errorRow ? 1 : 0)) * 34 + HEAD_PX;
  const chartPx = Math.max(260, height - noticesPx - (twoColumns ? 4 : 0));
  return frame(
    <>
      <Header meterId={plant.view.meterId} fromMs={answered.fromMs} toMs={answered.toMs} zone={zone} findings={findings} picked={picked} onPick={pick}>
        {waiting ? <span data-testid="spiketrace-work">{words.loading}</span> : <WorkLine work={work} onCancel={cancel} onAgain={again} />}
      </Header>
      {errorRow}
      {notices.map(({ severity, code, text }) => <NoticeRow key={`${code} ${text}`} severity={severity}>{text}</NoticeRow>)}
      <div aria-busy={!fresh} style={{ display: 'flex', flexDirection: twoColumns ? 'row' : 'column-reverse', justifyContent: 'flex-end', gap: 16, opacity: fresh ? 1 : 0.5, flex: 'none' }}>
        {height >= 400 && (
          <PlantChart
            plant={plant} result={result} picked={picked} label={said} zone={zone} fromMs={answered.fromMs} toMs={answered.toMs} showShifts={options.showShifts !== false}
            widthPx={twoColumns ? width - answerPx - 20 : width - 14} heightPx={twoColumns ? chartPx : Math.min(chartPx, 520)} onPick={pick}
            onZoom={({ startMs, endMs }) => onChangeTimeRange({ from: startMs, to: endMs })}
          />
        )}
        <div style={{ width: twoColumns ? answerPx : '100%', flex: 'none', ...(twoColumns ? { maxHeight: chartPx, overflowY: 'auto' } : {}) }}>
          {picked ? <Answer finding={picked} said={said} quality={qualityText(picked, result, plant.learn ?? plant.view, plant.machines, zone)} link={address ?? ''} /> : <p>{words.noSpikes}</p>}
        </div>
      </div>
    </>,
    fresh ? said : ''
  );
}

function errorOf(data: PanelData): string | undefined {
  return data.error?.message ?? data.errors?.[0]?.message ?? (data.state === LoadingState.Error ? 'an error without a text.' : undefined);
}

/** Why there is no picture, once everything has arrived; undefined when there is something to show. */
function nothingToShow(gathered: Gathered, anyFrame: boolean, from: string, to: string): string | undefined {
  if (gathered.kind === 'missing' && anyFrame) {
    return `${gathered.text} ${gathered.advice}`;
  }
  if (hasReadings(gathered)) {
    return undefined;
  }
  // The data source knows better than the panel where it looked.
  const known = gathered.kind === 'plant' ? gathered.notices.find(({ code }) => code === 'no-readings')?.text : undefined;
  return known ?? `No meter readings between ${from} and ${to}. ${gathered.kind === 'missing' ? gathered.advice : words.nothingLoaded}`;
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
