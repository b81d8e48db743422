// The frame of the workbench: a line that says where the data comes from, the switch of the theme, and the page that the address names below.
import React, { useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { css } from '@emotion/css';
import { type GrafanaTheme2, ThemeContext } from '@grafana/data';
import { LocationServiceProvider, config, locationService } from '@grafana/runtime';
import { type EmbeddedScene, UrlSyncContextProvider } from '@grafana/scenes';
import { GlobalStyles, PortalContainer, useStyles2 } from '@grafana/ui';
import { Link, Router, useLocation } from 'react-router-dom';
import type { WorkbenchSetup } from './setup';

/** One page: what it is called, where else one can go, and what it shows. */
export interface Shown {
  readonly title: string;
  /** The other pages, and what they are called. */
  readonly others: ReadonlyArray<{ readonly path: string; readonly name: string }>;
  readonly content: React.ReactNode;
}

interface PageProps {
  readonly setup: WorkbenchSetup;
  /** What stands at a path. */
  readonly children: (path: string) => Shown;
}

export function Page(props: PageProps): React.ReactElement {
  return (
    <ThemeContext.Provider value={config.theme2}>
      <LocationServiceProvider service={locationService}>
        <Location>
          <GlobalStyles />
          <Frame {...props} />
          <PortalContainer />
        </Location>
      </LocationServiceProvider>
    </ThemeContext.Provider>
  );
}

/** The dashboard, with its time range and variables in the address. */
export function Dashboard({ scene }: { readonly scene: EmbeddedScene }): React.ReactElement {
  return (
    <UrlSyncContextProvider scene={scene} updateUrlOnInit={true} createBrowserHistorySteps={true}>
      <scene.Component model={scene} />
    </UrlSyncContextProvider>
  );
}

/** react-router's own adapter fails on the version of `history` that @grafana/runtime uses; this is the part we need. */
function Location({ children }: { readonly children: React.ReactNode }): React.ReactElement {
  const history = useMemo(() => locationService.getHistory(), []);
  const [location, setLocation] = useState(history.location);
  useLayoutEffect(() => history.listen((next: typeof location) => setLocation(next)), [history]);
  const navigator = useMemo(() => ({
    createHref: history.createHref as never, go: history.go as never, push: history.push as never, replace: history.replace as never,
  }), [history]);
  return <Router location={location as never} navigator={navigator}>{children}</Router>;
}

function Frame({ setup, children: shownAt }: PageProps): React.ReactElement {
  const { title, others, content } = shownAt(useLocation().pathname);
  const styles = useStyles2(stylesOf);
  useEffect(() => {
    document.title = `${title} – Spiketrace`;
  }, [title]);
  return (
    <div className={styles.page}>
      <header className={styles.head}>
        <strong>Spiketrace workbench</strong>
        <span data-testid="spiketrace-workbench-data">Data: {setup.data}</span>
        <span className={styles.gap} />
        {others.map(({ path, name }) => <Link key={path} className={styles.link} to={`${path}${config.theme2.isDark ? '' : '?theme=light'}`}>{name}</Link>)}
        <a href={otherTheme()} className={styles.link}>{config.theme2.isDark ? 'Light theme' : 'Dark theme'}</a>
      </header>
      <main className={styles.body}>{content}</main>
    </div>
  );
}

/** A whole new page: the theme is part of what Grafana decides before anything is drawn. */
function otherTheme(): string {
  const params = new URLSearchParams(window.location.search);
  params.set('theme', config.theme2.isDark ? 'light' : 'dark');
  return `${window.location.pathname}?${params.toString()}`;
}

const stylesOf = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', height: '100vh', background: theme.colors.background.canvas }),
  head: css({
    display: 'flex', flexWrap: 'wrap', gap: theme.spacing(0.5, 2), alignItems: 'center', padding: theme.spacing(1, 2), color: theme.colors.text.primary,
    borderBottom: `1px solid ${theme.colors.border.weak}`, background: theme.colors.background.primary,
  }),
  gap: css({ flex: 1 }),
  link: css({ color: theme.colors.text.link }),
  body: css({ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column', padding: theme.spacing(1, 2, 2), overflow: 'auto', '& > div': { flex: 1 } }),
});
