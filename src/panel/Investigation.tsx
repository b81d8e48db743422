import React, { useEffect, useMemo, useRef, useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { Notice, TimeRange } from '../base';
import { NARROW_PX, type ChartVerdict, type PowerText, type StateLooks } from '../chart';
import type { Finding, Investigation as Result } from '../engine';
import { matchSpike } from '../links';
import { raisedBy, verdictsOn } from '../workflow';
import { Answer } from './Answer';
import { billWindow } from './bill';
import { BESIDE_PX, EvidenceView } from './EvidenceView';
import { machineLinks, meterLinks, type FieldConfigs } from './field-config';
import { FieldLinks } from './FieldLinks';
import { Header } from './Header';
import { LinkButtons } from './LinkButtons';
import { NoticeRow } from './Notice';
import type { InvestigationOptions } from './options';
import { PanelButton } from './PanelButton';
import { PlantChart } from './PlantChart';
import { CUT, loadedOf } from './words/notices';
import { missingIn, qualityText } from './words/quality';
import { rowKey } from './Rows';
import { cameAs, type StateNames } from './state-names';
import type { Plant } from './useAnswer';
import type { Verdicts } from './useVerdicts';
import { CopyText, VerdictBar, type Progress } from './VerdictBar';
import type { VerdictFields } from './VerdictForm';
import { VerdictWord } from './VerdictWord';
import { authorText, billText, clock, endClock, sentence, storedText, verdictText, words } from './words';

export interface InvestigationProps {
  readonly plant: Plant;
  readonly result: Result;
  /** What was asked for, ms. */
  readonly range: TimeRange;
  readonly picked: Finding | undefined;
  readonly onPick: (finding: Finding) => void;
  readonly marked: TimeRange | undefined;
  readonly onMark: (range: TimeRange | undefined) => void;
  readonly onZoom: (range: TimeRange) => void;
  readonly notices: readonly Notice[];
  /** false: another answer is on its way, and this one stays, without colour. */
  readonly fresh: boolean;
  readonly work: React.ReactNode;
  readonly verdicts: Verdicts;
  readonly kept: ReturnType<typeof useKept>;
  /** Path of this investigation below Grafana's address. */
  readonly path: string;
  readonly address: (path: string) => string;
  /** Statements that the data source says it sent. */
  readonly statements: readonly string[];
  readonly options: Required<InvestigationOptions>;
  readonly display: PowerText;
  /** What the dashboard's author set on the fields, and the looks and names of states in it. */
  readonly fields: FieldConfigs;
  readonly looks: StateLooks;
  readonly names: StateNames;
  readonly zone: string;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Height of the header, and of one notice. */
const HEAD_PX = 40;
const NOTICE_PX = 34;
/** What so many say is read without scrolling; forty machines with one fault must not push the answer away. */
const MOST_NOTICES = 4;
/** Where answer and picture share less than this, one below the other, the rows leave room for the picture. */
const STACKED_PX = 700;
/** Three lines of the sentence, and the word. */
const SAID_PX = 120;

/** One answer on the screen: picture and answer side by side, or the evidence behind one row. */
export function Investigation(props: InvestigationProps): React.ReactElement {
  const { plant, result, range, picked, onPick, marked, onMark, onZoom, notices, fresh, work, verdicts, path, address, options, display, fields, looks, zone, widthPx, heightPx } = props;
  const styles = useStyles2(stylesOf);
  const [evidence, setEvidence] = useState<string>();
  const [hovered, setHovered] = useState<string>();
  const [whole, setWhole] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const returnTo = useRef<string>();
  const { meterId } = plant.view;
  const { drafts: [drafts, setDrafts], progress: [progress, setProgress], aside: [aside, setAside], seen } = props.kept;
  const key = picked ? `${spikeKey(picked, seen.current)} ${meterId}` : '';
  // Picture and answer side by side; on a phone the picture between the word and the rows; else one below the other.
  const [beside, phone] = [widthPx >= BESIDE_PX, widthPx < NARROW_PX];
  const brief = heightPx < 400 && !whole;

  // The evidence is about one row of one spike; another spike has other rows.
  useEffect(() => setEvidence(undefined), [key]);
  useEffect(() => {
    if (evidence === undefined && returnTo.current !== undefined) {
      const wanted = returnTo.current;
      returnTo.current = undefined;
      // Once rows have been measured and folded. A lane whose row is folded is gone back to itself; a row that is folded and has no lane, to its fold.
      requestAnimationFrame(() => {
        const all = [...(root.current?.querySelectorAll<HTMLElement>('[data-evidence],button[data-machine],tbody [aria-expanded]') ?? [])];
        (all.find(({ dataset }) => dataset.evidence === wanted) ?? all.find(({ dataset }) => rowKey([dataset.machine ?? '']) === wanted) ?? all.find((one) => one.hasAttribute('aria-expanded')))?.focus();
      });
    }
  }, [evidence]);

  // Its button goes with it: the keyboard is back where windows are marked.
  const dropMark = () => {
    root.current?.querySelector<HTMLElement>('[role=slider]')?.focus();
    onMark(undefined);
  };
  const given = useMemo(() => (picked ? verdictsOn(picked, meterId, verdicts.given) : []), [picked, meterId, verdicts.given]);
  const raised = useMemo(() => (picked && options.raiseByVerdicts ? raisedBy(picked, meterId, verdicts.given) : undefined), [picked, meterId, verdicts.given, options.raiseByVerdicts]);
  const onChips = useMemo(() => result.findings.flatMap((finding): ChartVerdict[] => {
    const latest = verdictsOn(finding, meterId, verdicts.given).at(-1);
    return latest ? [{ startMs: finding.startMs, endMs: finding.endMs, kind: latest.kind, text: `${verdictText(latest)} ${authorText(latest, zone)}` }] : [];
  }), [result.findings, meterId, verdicts.given, zone]);

  const said = picked ? sentence(picked, { zone, display }) : words.noSpikes;
  const shortly = picked && phone ? sentence(picked, { zone, display, short: true }) : said;
  const open = (machine: string) => {
    returnTo.current = machine;
    // A row that goes away under the pointer never says that the pointer left it.
    setHovered(undefined);
    setEvidence(machine);
  };
  const applied = !aside.has(key);
  const counted = applied ? raised : undefined;
  const applyRaise = (on: boolean) => setAside((now) => new Set(on ? [...now].filter((one) => one !== key) : [...now, key]));
  const word = picked && <VerdictWord finding={picked} latest={given.at(-1)} raised={raised} applied={applied} onApply={applyRaise} zone={zone} />;

  if (evidence !== undefined && picked) {
    return (
      <div ref={root} className={styles.root}>
        <EvidenceView
          finding={picked} wanted={evidence} plant={plant} result={result} given={given} raised={counted} statements={props.statements} display={display} zone={zone} looks={looks}
          linksOf={(machines, state) => machineLinks(fields, machines, cameAs(props.names, machines[0], state), picked.endMs)} widthPx={widthPx} onMove={open} onBack={() => setEvidence(undefined)}
        />
      </div>
    );
  }

  // Once it is attributed, as the sentence says it: on the grid of the analysis.
  const atMark = marked && (picked?.spottedBy === 'hand' ? picked : marked);
  const failures = [...progress].flatMap(([at, one]) => (at !== key && one.kind === 'failed' ? [[at, one] as const] : []));
  const noticesPx = (Math.min(MOST_NOTICES, notices.length) + (verdicts.failed ? 1 : 0) + failures.length + (marked ? 1 : 0)) * NOTICE_PX;
  const bodyPx = Math.max(220, heightPx - HEAD_PX - noticesPx);
  const answerPx = beside ? Math.max(400, Math.min(452, widthPx * 0.34)) : widthPx;
  // Where only sentence, word and picture are shown, they share the height.
  const chartPx = beside ? bodyPx : brief ? Math.max(150, bodyPx - SAID_PX) : Math.min(Math.max(260, bodyPx), 520);
  const billed = picked && billWindow(picked, result.windows ?? []);
  const bill = billed && billText(billed, options, zone, display);
  // A data source of another make sends what is seen, and no more to learn from.
  const narrow = picked?.ranking.kind === 'not-ranked' && picked.ranking.why === 'too-little-history' && !plant.learn;
  const quality = picked ? `${narrow ? words.widen : ''}${qualityText(picked, result, plant.learn ?? plant.view, plant.machines)}` : '';
  const draft = drafts.get(key);
  const picture = (
    <PlantChart
      plant={plant} result={result} picked={picked} label={said} display={display} looks={looks} zone={zone} range={range} showShifts={options.showShifts}
      narrow={phone} widthPx={beside ? widthPx - answerPx - 20 : widthPx - 14} heightPx={chartPx} onPick={onPick} verdicts={onChips}
      contractKw={options.contractKw > 0 ? options.contractKw : undefined} onZoom={onZoom} onMark={onMark} hoveredMachine={hovered} onHoverMachine={setHovered} onOpenMachine={(id) => open(rowOf(picked, id))}
    />
  );
  const foot = picked && (
    <div className={phone && !draft ? styles.stickyFoot : styles.foot}>
      <VerdictBar
        key={key} finding={picked} meterId={meterId} machines={plant.machines} rights={verdicts.rights} given={given} zone={zone} link={address(path)}
        fields={draft} onFields={(fields) => setDrafts((now) => withEntry(now, key, fields))} onSave={(what, text) => verdicts.save(what, text, address(path))}
        progress={progress.get(key)} onProgress={(one) => setProgress((now) => withEntry(now, key, one))} touch={phone}
      />
      <LinkButtons key={`link ${key}`} path={path} address={address} sheet={{ ...props, finding: picked, said, given, bill, quality, raised: counted }} />
    </div>
  );
  const answer = picked
    ? (
      <Answer
        finding={picked} said={shortly} word={word} display={display} zone={zone} shift={shiftAt(plant, picked)} brief={brief} mostRows={phone || (!beside && heightPx < STACKED_PX) ? 4 : undefined} heightPx={beside ? bodyPx : undefined}
        bill={bill} quality={quality}
        chart={phone ? picture : undefined} foot={foot} hoveredMachine={hovered} onHoverMachine={setHovered} onOpen={(row) => open(rowKey(row.machines))}
        stateOf={({ machines, state }) => cameAs(props.names, machines[0], state)}
      />
    )
    : <div className={styles.quiet}><p>{words.noSpikes}{words.meterSilent(missingIn(plant.view, { startMs: range.startMs, endMs: Math.min(range.endMs, plant.view.timeMs.at(-1) ?? 0) }))}</p><p>{words.markAny}</p></div>;
  const rest = () => {
    const loaded = loadedOf(plant, range)!;
    const cut = clock(loaded.endMs, zone);
    return <>{' '}<PanelButton size="sm" onClick={() => onZoom({ startMs: loaded.endMs, endMs: range.endMs })}>{words.loadRest(cut, clock(range.endMs, zone))}</PanelButton>{' '}<PanelButton size="sm" variant="secondary" fill="outline" onClick={() => onZoom(loaded)}>{words.zoomTo(clock(range.startMs, zone), cut)}</PanelButton></>;
  };
  const rows = notices.map(({ severity, code, text }) => <NoticeRow key={`${code} ${text}`} severity={severity}>{text}{code === CUT && rest()}</NoticeRow>);
  return (
    <div ref={root} className={styles.root}>
      <Header meterId={meterId} range={range} zone={zone} findings={result.findings} picked={picked} onPick={onPick} links={<FieldLinks links={meterLinks(fields, picked?.peakMs)} />} narrow={phone}>
        {work}
        {heightPx < 400 && <PanelButton size="sm" variant="secondary" fill="text" aria-expanded={whole} onClick={() => setWhole(!whole)}>{whole ? words.close : words.open}</PanelButton>}
      </Header>
      {notices.length > MOST_NOTICES ? <div className={styles.notices} tabIndex={0}>{rows}</div> : rows}
      {failures.map(([at, { text, copy }]) => (
        <NoticeRow key={at} severity="error">{words.notSaved(text)} {storedText(copy)} <CopyText text={copy} /> <PanelButton size="sm" variant="secondary" fill="text" onClick={() => setProgress((now) => withEntry(now, at, undefined))}>{words.close}</PanelButton></NoticeRow>
      ))}
      {verdicts.failed && <NoticeRow severity="info">{words.verdictsFailed(verdicts.failed)}</NoticeRow>}
      {atMark && (
        <NoticeRow severity="info">{words.marked(clock(atMark.startMs, zone, true), endClock(atMark, zone))} <PanelButton size="sm" variant="secondary" fill="text" onClick={dropMark}>{words.dropMark}</PanelButton></NoticeRow>
      )}
      <div aria-busy={!fresh} className={beside ? styles.columns : styles.stack} style={fresh ? undefined : { filter: 'grayscale(1)' }}>
        {beside && <div className={styles.picture}>{picture}</div>}
        <div style={beside ? { width: answerPx, height: bodyPx, flex: 'none' } : undefined}>{answer}</div>
        {!beside && !phone && <div>{picture}</div>}
      </div>
    </div>
  );
}

/** What was begun about spikes, each by its key; in the hands of whoever stays while there is nothing to show. */
export function useKept() {
  return { drafts: useState<ReadonlyMap<string, VerdictFields>>(new Map()), progress: useState<ReadonlyMap<string, Progress>>(new Map()), aside: useState<ReadonlySet<string>>(new Set()), seen: useRef<TimeRange[]>([]) };
}

/** What belongs to one spike stays with it while readings still arrive and move its edges: the edges that were seen first. */
function spikeKey({ startMs, endMs, spottedBy }: Finding, seen: TimeRange[]): string {
  // A window that was marked by hand is another one with every edge.
  if (spottedBy === 'hand') {
    return `${startMs}-${endMs} by hand`;
  }
  const spike = { startMs, endMs };
  const known = matchSpike(seen, spike) ?? spike;
  if (known === spike) {
    seen.push(spike);
  }
  return `${known.startMs}-${known.endMs}`;
}

/** The same with one entry set, or without it. */
function withEntry<T>(map: ReadonlyMap<string, T>, key: string, value: T | undefined): ReadonlyMap<string, T> {
  const next = new Map(map);
  return value === undefined ? (next.delete(key), next) : next.set(key, value);
}

/** The row in which a machine stands: its own, or its group's. */
function rowOf(finding: Finding | undefined, machineId: string): string {
  return rowKey(finding?.causes.find(({ machines }) => machines.includes(machineId))?.machines ?? [machineId]);
}

function shiftAt({ shifts }: Plant, { startMs }: Finding): string | undefined {
  return shifts.find((shift) => shift.startMs <= startMs && startMs < shift.endMs)?.text;
}

const stylesOf = (theme: GrafanaTheme2) => ({
  root: css({ display: 'flex', flexDirection: 'column', gap: 6, minHeight: 0, flex: '1 1 auto' }),
  notices: css({ display: 'flex', flexDirection: 'column', gap: 6, flex: 'none', maxHeight: MOST_NOTICES * NOTICE_PX, overflowY: 'auto' }),
  columns: css({ display: 'flex', gap: 16, flex: 'none' }),
  stack: css({ display: 'flex', flexDirection: 'column', gap: 12, flex: 'none' }),
  picture: css({ flex: '1 1 auto', minWidth: 0 }),
  quiet: css({ fontSize: 13, color: theme.colors.text.secondary, 'p:first-child': { fontSize: 19, lineHeight: '25px', fontWeight: 500, color: theme.colors.text.primary } }),
  foot: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px 12px' }),
  stickyFoot: css({ position: 'sticky', bottom: 0, display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px 12px', padding: '8px 0 4px', background: theme.colors.background.primary, borderTop: `1px solid ${theme.colors.border.weak}`, zIndex: 2 }),
});
