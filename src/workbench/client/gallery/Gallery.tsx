// The gallery: the panel itself in every state that people may meet, one below the other.
import React, { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { css } from '@emotion/css';
import { applyFieldOverrides, dateTime, EventBusSrv, type FieldConfigSource, type GrafanaTheme2, LoadingState, type PanelData, type PanelProps } from '@grafana/data';
import { config, getTemplateSrv } from '@grafana/runtime';
import { PanelContextProvider, useStyles2 } from '@grafana/ui';
import { plugin } from '../../../panel/module';
import { PlatformContext } from '../../../panel/platform';
import { contrastByAddress, otherContrast } from './contrast';
import { platformOf } from './people';
import { SCENES, type Act, type Scene } from './scenes';

const highContrast = contrastByAddress();
const everybody = platformOf([]);
const PADDING_PX = 8;

export function Gallery(): React.ReactElement {
  const styles = useStyles2(stylesOf);
  return (
    <div className={styles.page}>
      <nav aria-label="States of the panel" className={styles.list}>
        <a href={otherContrast(highContrast)}>{highContrast ? 'Usual contrast' : 'High contrast'}</a>
        {SCENES.map(({ id, title }) => <a key={id} href={`#${id}`}>{title}</a>)}
      </nav>
      <div>{SCENES.map((scene) => <Stage key={scene.id} scene={scene} />)}</div>
    </div>
  );
}

/** Title, sentence, and the panel once it comes near the screen: each has an analysis of its own. */
function Stage({ scene }: { readonly scene: Scene }): React.ReactElement {
  const { id, title, says, widthPx, heightPx } = scene;
  const styles = useStyles2(stylesOf);
  const box = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  const [done, setDone] = useState(false);
  const finished = useCallback(() => setDone(true), []);
  useEffect(() => {
    const seen = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && setNear(true), { rootMargin: '300px' });
    seen.observe(box.current!);
    return () => seen.disconnect();
  }, []);
  return (
    <section id={id} className={styles.scene} data-scene={id} data-done={done}>
      <h2>{title}</h2>
      <p>{says}</p>
      <div ref={box} className={styles.stage} data-part="stage" style={{ width: widthPx + 2 * PADDING_PX + 2, height: heightPx + 2 * PADDING_PX + 2 }}>
        {near && <Mounted scene={scene} box={box} onDone={finished} />}
      </div>
    </section>
  );
}

/** The panel as Grafana would mount it, and then what somebody does in it. */
function Mounted({ scene, box, onDone }: { readonly scene: Scene; readonly box: React.RefObject<HTMLDivElement>; readonly onDone: () => void }): React.ReactElement {
  const shown = useMemo(() => scene.shown(), [scene]);
  const [state, setState] = useState(shown.state ?? LoadingState.Done);
  const bus = useMemo(() => new EventBusSrv(), []);
  useEffect(() => {
    let gone = false;
    const play = async () => {
      const found = (selector: string) => until(() => gone || (box.current?.querySelector(selector) ?? undefined));
      if (shown.then !== undefined) {
        await until(() => gone || isAnswered(box.current));
        setState(shown.then);
      }
      await (scene.ready === undefined ? until(() => gone || isAnswered(box.current)) : found(scene.ready));
      if (scene.act && !gone) {
        await perform(scene.act, box.current!);
        await found(scene.act.until);
        await until(() => gone || isAnswered(box.current) || box.current?.querySelector(CHART) === null);
      }
      if (!gone) {
        onDone();
      }
    };
    void play();
    return () => {
      gone = true;
    };
    // None of these changes while it is mounted: a state is shown as it is first met.
  }, [scene, shown, box, onDone]);
  const timeRange = useMemo(() => {
    const [from, to] = [dateTime(shown.view.startMs), dateTime(shown.view.endMs)];
    return { from, to, raw: { from, to } };
  }, [shown]);
  const fieldConfig = useMemo((): FieldConfigSource => ({ defaults: shown.field ?? {}, overrides: [...shown.overrides ?? []] }), [shown]);
  const series = useMemo(() => applyFieldOverrides({
    data: shown.series, fieldConfig, fieldConfigRegistry: plugin.fieldConfigRegistry, theme: config.theme2, timeZone: shown.zone,
    replaceVariables: (text, scopedVars, format) => getTemplateSrv().replace(text, scopedVars, format),
  }), [shown, fieldConfig]);
  const data = useMemo((): PanelData => ({ state, series, timeRange, ...(shown.error === undefined ? {} : { error: { message: shown.error } }) }), [state, series, shown, timeRange]);
  const Panel = plugin.panel!;
  const props = {
    id: 1, title: '', transparent: false, data, timeRange, timeZone: shown.zone, options: { ...plugin.defaults, ...shown.options }, width: scene.widthPx, height: scene.heightPx,
    fieldConfig, renderCounter: 0, eventBus: bus,
    replaceVariables: (text: string) => text.replace(/\$\{(\w+)\}/g, (whole, name: string) => shown.variables?.[name] ?? whole),
    onOptionsChange: () => undefined, onFieldConfigChange: () => undefined, onChangeTimeRange: () => undefined,
  };
  return (
    <PanelContextProvider value={{ eventBus: bus, eventsScope: scene.id }}>
      <PlatformContext.Provider value={shown.platform ?? everybody}><Panel {...(props as unknown as PanelProps)} /></PlatformContext.Provider>
    </PanelContextProvider>
  );
}

const CHART = '[data-testid=spiketrace-chart]';

function isAnswered(element: Element | null): boolean {
  return element !== null && element.querySelector(CHART) !== null && element.querySelector('[data-testid=spiketrace-work], [aria-busy=true]') === null;
}

const aFrame = (): Promise<void> => new Promise((done) => setTimeout(done, 20));

async function until(met: () => unknown): Promise<void> {
  while (!met()) {
    await aFrame();
  }
  // The fonts may come after the first picture.
  await document.fonts.ready;
  await aFrame();
}

async function perform({ on, keys }: Act, box: Element): Promise<void> {
  const element = box.querySelector<HTMLElement>(on);
  if (element === null) {
    throw new Error(`The gallery finds no ${on} to act on.`);
  }
  if (!keys) {
    element.click();
    return;
  }
  element.focus({ preventScroll: true });
  for (const { key, shiftKey = false, times = 1 } of keys) {
    for (let i = 0; i < times; i++) {
      element.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true }));
      await aFrame();
    }
  }
  element.blur();
}

const stylesOf = (theme: GrafanaTheme2) => ({
  page: css({ display: 'grid', gridTemplateColumns: '190px minmax(0, 1fr)', gap: theme.spacing(3), color: theme.colors.text.primary, '@media (max-width: 900px)': { display: 'block' } }),
  list: css({
    display: 'flex', flexDirection: 'column', gap: 2, position: 'sticky', top: 0, alignSelf: 'start', maxHeight: '85vh', overflowY: 'auto', padding: theme.spacing(1, 0),
    a: { color: theme.colors.text.link, padding: '4px 0' }, '@media (max-width: 900px)': { position: 'static', maxHeight: 'none' },
  }),
  scene: css({ paddingBottom: theme.spacing(5), scrollMarginTop: 8, '& > h2': { fontSize: 18, fontWeight: 500, margin: theme.spacing(1, 0, 0.5) }, '& > p': { margin: theme.spacing(0, 0, 1), color: theme.colors.text.secondary } }),
  stage: css({ padding: PADDING_PX, background: theme.colors.background.primary, border: `1px solid ${theme.colors.border.weak}`, borderRadius: 2, overflow: 'hidden' }),
});
