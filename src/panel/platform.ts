import { createContext } from 'react';
import { getBackendSrv, isFetchError } from '@grafana/runtime';
import { lastValueFrom } from 'rxjs';
import { DAY_MS, type TimeRange } from '../base';
import { verdictFrom, verdictTags, type GivenVerdict, type StoredAnnotation, type VerdictDraft } from '../workflow';
import { hidden, words } from './words';

/** What the panel asks of Grafana beside data: who may save verdicts, the verdicts, a short link. */

export type Rights =
  | { readonly kind: 'organisation' }
  | { readonly kind: 'dashboard' }
  /** reason: for people, as Grafana says it where it says anything. unknown: nobody said so, the question was not answered. */
  | { readonly kind: 'none'; readonly reason: string; readonly unknown?: boolean };

export type Saved = { readonly kind: 'saved' } | { readonly kind: 'failed'; readonly text: string };

export interface Platform {
  readonly rights: () => Promise<Rights>;
  /** Of one meter, those that may touch the range; rejects with Grafana's words. */
  readonly verdicts: (meterId: string, range: TimeRange) => Promise<readonly GivenVerdict[]>;
  readonly save: (draft: VerdictDraft, text: string, where: Exclude<Rights['kind'], 'none'>) => Promise<Saved>;
  /** The short address of a path that begins with "/d/"; rejects where none is to be had. */
  readonly shorten: (path: string) => Promise<string>;
}

/** Verdicts are kept on this dashboard where the organisation's may not be written. */
const DASHBOARD_UID = 'spiketrace-investigation';

/** Grafana may leave out a region that envelops what is asked for (grafana/grafana#19023): ask wider, clip here. */
const WIDER_MS = 31 * DAY_MS;

const MOST_VERDICTS = 5000;

async function ask<T>(method: 'GET' | 'POST', url: string, more: { readonly params?: Record<string, unknown>; readonly data?: unknown }): Promise<T> {
  return (await lastValueFrom(getBackendSrv().fetch<T>({ url, method, showErrorAlert: false, showSuccessAlert: false, ...more }))).data;
}

/** A page of a proxy's is no sentence. */
const MOST_SAID = 300;

/** Grafana's own words about a failed request, and its status; one line, whatever it holds. */
export function saidBy(error: unknown): string {
  const line = (text: string) => hidden(text.replace(/\s+/g, ' ').slice(0, MOST_SAID));
  if (isFetchError(error)) {
    const data: unknown = error.data;
    const message = typeof data === 'object' && data !== null && 'message' in data ? String(data.message) : '';
    return `${line(message || error.statusText || words.noAnswer)} (${error.status})`;
  }
  return line(error instanceof Error ? error.message : String(error));
}

interface DashboardAnswer {
  readonly meta?: { readonly annotationsPermissions?: { readonly dashboard?: { readonly canAdd?: boolean }; readonly organization?: { readonly canAdd?: boolean } } };
}

/** Scopes of `annotations:create` that reach the organisation's own. */
const ORGANISATION_SCOPES = ['*', 'annotations:*', 'annotations:type:*', 'annotations:type:organization'];

/** What Grafana says of somebody who cannot see that dashboard, or where there is none: actions with their scopes. */
async function mayForOrganisation(): Promise<boolean> {
  const scopes = (await ask<Readonly<Record<string, readonly string[]>>>('GET', '/api/access-control/user/permissions', {}))['annotations:create'] ?? [];
  return scopes.some((scope) => ORGANISATION_SCOPES.includes(scope));
}

export const grafanaPlatform: Platform = {
  async rights() {
    try {
      const { meta } = await ask<DashboardAnswer>('GET', `/api/dashboards/uid/${DASHBOARD_UID}`, {});
      const can = meta?.annotationsPermissions;
      return can?.organization?.canAdd ? { kind: 'organisation' } : can?.dashboard?.canAdd ? { kind: 'dashboard' } : { kind: 'none', reason: words.viewerOnly };
    } catch (error) {
      return await mayForOrganisation().catch(() => false) ? { kind: 'organisation' } : { kind: 'none', reason: words.rightsUnknown(saidBy(error)), unknown: true };
    }
  },
  async verdicts(meterId, { startMs, endMs }) {
    const [meterTag] = verdictTags({ kind: 'confirmed', meterId, machines: [], startMs, endMs }).filter((tag) => tag.startsWith('meter:'));
    const found = (where: Record<string, string>) => ask<readonly StoredAnnotation[]>('GET', '/api/annotations', {
      params: { from: Math.floor(startMs - WIDER_MS), to: Math.ceil(endMs + WIDER_MS), tags: ['spiketrace', meterTag], type: 'annotation', limit: MOST_VERDICTS, ...where },
    });
    // Without a uid the organisation's come, and those of dashboards that may be read. But Grafana looks at its dashboards page by page, adds the
    // organisation's on each page, and stops once it has as many as there are: some come twice then, and the dashboard's not at all.
    const [all, kept] = await Promise.all([found({}), found({ dashboardUID: DASHBOARD_UID }).catch(() => [])]);
    const byId = new Map([...all, ...kept].map((one) => [one.id, one]));
    return [...byId.values()].flatMap((one) => verdictFrom(one) ?? []).filter((one) => one.endMs > startMs && one.startMs < endMs);
  },
  async save(draft, text, where) {
    try {
      await ask('POST', '/api/annotations', {
        data: { ...(where === 'dashboard' ? { dashboardUID: DASHBOARD_UID } : {}), time: Math.round(draft.startMs), timeEnd: Math.round(draft.endMs), tags: verdictTags(draft), text },
      });
      return { kind: 'saved' };
    } catch (error) {
      return { kind: 'failed', text: saidBy(error) };
    }
  },
  async shorten(path) {
    // Relative and built from parts: this endpoint would accept a foreign address.
    const { url } = await ask<{ readonly url: string }>('POST', '/api/short-urls', { data: { path: path.replace(/^\/+/, '') } });
    return url;
  },
};

/** A page without Grafana's requests, such as a test's, puts something of its own in its place. */
export const PlatformContext = createContext<Platform>(grafanaPlatform);
