// The app's first page: what Spiketrace reads, what it never does, and the way to the dashboard.
import React from 'react';
import { css } from '@emotion/css';
import { type GrafanaTheme2, PageLayoutType } from '@grafana/data';
import { PluginPage, config } from '@grafana/runtime';
import { LinkButton, useStyles2 } from '@grafana/ui';
import { dashboardAddress, queriesAddress, requestsAddress, text } from './text';

/** Plain text and a few links. Asks nothing of any server, so it opens when InfluxDB is down. */
export function HowItWorks(): React.ReactElement {
  const styles = useStyles2(stylesOf);
  const below = (path: string) => `${config.appSubUrl ?? ''}${path}`;
  return (
    <PluginPage layout={PageLayoutType.Standard}>
      <div className={styles.page} data-testid="spiketrace-app">
        <p className={styles.lead}>{text.lead}</p>
        <LinkButton href={below(dashboardAddress)}>{text.open}</LinkButton>
        {text.sections.map((section) => (
          <section key={section.title}>
            <h2>{section.title}</h2>
            <ul className={styles.list}>
              {section.lines.map((line) => <li key={line}>{line}</li>)}
            </ul>
          </section>
        ))}
        <p><a className={styles.link} href={below(requestsAddress)}>{text.toRequests}</a></p>
        <p><a className={styles.link} href={below(queriesAddress)}>{text.settings}</a></p>
      </div>
    </PluginPage>
  );
}

const stylesOf = (theme: GrafanaTheme2) => ({
  page: css({ maxWidth: '80ch' }),
  lead: css({ fontSize: theme.typography.h5.fontSize }),
  list: css({ paddingLeft: theme.spacing(3), marginBottom: theme.spacing(2) }),
  link: css({ color: theme.colors.text.link }),
});
