// What Grafana answers around a data source, in memory: annotations, short links, the dashboard's meta. Lost when the program ends.

export interface Annotation {
  readonly id: number;
  readonly dashboardUID: string;
  readonly time: number;
  readonly timeEnd: number;
  readonly text: string;
  readonly tags: readonly string[];
  readonly created: number;
  readonly updated: number;
  readonly login: string;
}

/** Somebody in front of a page, as Grafana would know them: what they may annotate follows from their role. */
export interface Person {
  readonly login: string;
  /** editor: organisation and dashboard. folder-editor: a Viewer with Edit on the folder. viewer: looks only. */
  readonly role: 'editor' | 'folder-editor' | 'viewer';
}

export const WORKBENCH_PERSON: Person = { login: 'workbench', role: 'editor' };

/** From `?as=` and `?role=` of a page, or of the cookie that keeps them for its requests; what is not a role is an editor. */
export function personOf(params: URLSearchParams): Person {
  const role = params.get('role');
  const login = (params.get('as') ?? '').replace(/[^\w.@-]/g, '').slice(0, 40);
  return { login: login || WORKBENCH_PERSON.login, role: role === 'viewer' || role === 'folder-editor' ? role : 'editor' };
}

export interface PlatformAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly location?: string;
}

/** What Grafana takes of tags, in bytes of JSON, where nothing else is configured. */
const TAGS_BYTES = 500;

/** `address` is the page's own, for short links; `nowMs` is a clock, so that tests have their own. */
export function createPlatform(address: () => string, dashboards: ReadonlyMap<string, unknown>, nowMs: () => number) {
  const annotations: Annotation[] = [];
  const links = new Map<string, string>();

  /** undefined = not one of ours. `body` is the parsed JSON, or undefined. */
  return function answer(method: string, path: string, query: URLSearchParams, body: unknown, who: Person = WORKBENCH_PERSON): PlatformAnswer | undefined {
    if (path === '/api/annotations') {
      return method === 'POST' ? addAnnotation(body, who) : method === 'GET' ? findAnnotations(query) : undefined;
    }
    if (path === '/api/short-urls' && method === 'POST') {
      return addLink(body);
    }
    if (path.startsWith('/goto/') && method === 'GET') {
      const target = links.get(path.slice('/goto/'.length));
      return target === undefined ? { status: 404, body: { message: 'Short URL not found' } } : { status: 302, body: '', location: `/${target}` };
    }
    if (path.startsWith('/api/dashboards/uid/') && method === 'GET') {
      const dashboard = dashboards.get(path.slice('/api/dashboards/uid/'.length));
      if (dashboard === undefined) {
        return { status: 404, body: { message: 'Dashboard not found' } };
      }
      const can = (may: boolean) => ({ canAdd: may, canEdit: may, canDelete: may });
      const permissions = { dashboard: can(who.role !== 'viewer'), organization: can(who.role === 'editor') };
      return { status: 200, body: { meta: { provisioned: true, annotationsPermissions: permissions }, dashboard } };
    }
    return undefined;
  };

  function addAnnotation(body: unknown, who: Person): PlatformAnswer {
    const { time, timeEnd, text, tags, dashboardUID } = recordOf(body);
    if (who.role === 'viewer' || (who.role === 'folder-editor' && dashboardUID === undefined)) {
      return { status: 403, body: { message: 'Access denied to save the annotation' } };
    }
    if (typeof text !== 'string' || text === '') {
      return { status: 400, body: { message: 'Failed to save annotation', error: 'text field should not be empty' } };
    }
    if ([time, timeEnd].some((one) => one !== undefined && !Number.isInteger(one))) {
      return { status: 400, body: { message: 'bad request data' } };
    }
    if (Buffer.byteLength(JSON.stringify(tags ?? [])) > TAGS_BYTES) {
      return { status: 500, body: { message: 'Failed to save annotation' } };
    }
    const startMs = typeof time === 'number' ? time : nowMs();
    const annotation: Annotation = {
      id: annotations.length + 1,
      dashboardUID: typeof dashboardUID === 'string' ? dashboardUID : '',
      time: startMs,
      timeEnd: typeof timeEnd === 'number' ? timeEnd : startMs,
      text,
      tags: Array.isArray(tags) ? tags.filter((tag): tag is string => typeof tag === 'string') : [],
      created: nowMs(),
      updated: nowMs(),
      login: who.login,
    };
    annotations.push(annotation);
    return { status: 200, body: { id: annotation.id, message: 'Annotation added' } };
  }

  /** Newest first; several tags mean all of them, unless matchAny. */
  function findAnnotations(query: URLSearchParams): PlatformAnswer {
    const wanted = query.getAll('tags');
    const any = query.get('matchAny') === 'true';
    const fromMs = Number(query.get('from') ?? 0);
    const toMs = Number(query.get('to') ?? Number.MAX_SAFE_INTEGER);
    const uid = query.get('dashboardUID');
    if (uid !== null && !dashboards.has(uid)) {
      return { status: 400, body: { message: 'Invalid dashboard UID in annotation request' } };
    }
    const found = annotations.filter((one) =>
      one.timeEnd >= fromMs && one.time <= toMs && (uid === null || one.dashboardUID === uid) &&
      (wanted.length === 0 || (any ? wanted.some((tag) => one.tags.includes(tag)) : wanted.every((tag) => one.tags.includes(tag)))));
    return { status: 200, body: found.reverse().slice(0, Number(query.get('limit') ?? 100)) };
  }

  function addLink(body: unknown): PlatformAnswer {
    const { path } = recordOf(body);
    if (typeof path !== 'string' || path.startsWith('/') || path.includes('../') || /^\w+:/.test(path)) {
      return { status: 400, body: { message: 'Path should be relative' } };
    }
    const uid = `wb${links.size + 1}`;
    links.set(uid, path);
    return { status: 200, body: { uid, url: `${address()}/goto/${uid}?orgId=1` } };
  }
}

function recordOf(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}
