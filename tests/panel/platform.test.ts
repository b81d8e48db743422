/** What is asked of Grafana's HTTP API about verdicts; the answers are shaped as Grafana 12.3 gives them. */
import { of, throwError, type Observable } from 'rxjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { verdictTags, type StoredAnnotation, type VerdictDraft } from '../../src/workflow';

interface Asked {
  readonly url: string;
  readonly method: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly data?: unknown;
}

const answers = vi.fn<(asked: Asked) => unknown>();
class Refused extends Error {
  constructor(readonly status: number, message: string, readonly data = { message }) {
    super(message);
  }
}
const fetched = vi.fn((asked: Asked): Observable<unknown> => {
  const answer = answers(asked);
  return answer instanceof Refused ? throwError(() => answer) : of({ data: answer });
});
vi.mock('@grafana/runtime', () => ({ getBackendSrv: () => ({ fetch: fetched }), isFetchError: (error: unknown) => error instanceof Refused }));
const { grafanaPlatform } = await import('../../src/panel/platform');

const draft: VerdictDraft = { kind: 'confirmed', meterId: 'incomer-1', startMs: 1_741_068_000_000, endMs: 1_741_069_800_000, machines: ['oven'], state: 'HEAT' };
const stored = (id: number, over: Partial<StoredAnnotation> = {}): StoredAnnotation => ({
  id, time: draft.startMs, timeEnd: draft.endMs, tags: verdictTags(draft), text: 'Confirmed.', login: 'ada', created: id, ...over,
});
const range = { startMs: draft.startMs - 3_600_000, endMs: draft.endMs + 3_600_000 };
const ids = async () => (await grafanaPlatform.verdicts('incomer-1', range)).map(({ id }) => id);

beforeEach(() => {
  answers.mockReset();
  fetched.mockClear();
});

describe('verdicts that others gave', () => {
  it('are asked for by both tags, in milliseconds, wider than the range, and clipped to it', async () => {
    answers.mockReturnValue([stored(1), stored(2, { time: range.startMs - 7_200_000, timeEnd: range.startMs }), stored(3, { time: range.startMs - 1, timeEnd: range.endMs + 1 })]);
    expect(await ids()).toEqual([1, 3]);
    expect(fetched.mock.calls[0]?.[0]).toMatchObject({ url: '/api/annotations', method: 'GET', params: { tags: ['spiketrace', 'meter:incomer-1'], from: range.startMs - 31 * 86_400_000, to: range.endMs + 31 * 86_400_000 } });
  });

  it('are each listed once, those of the dashboard too, when Grafana repeats the organisation’s and ends before the dashboard’s', async () => {
    // Two of the organisation and one of a dashboard, which is not among the first that Grafana looks at.
    answers.mockImplementation(({ params }) => (params?.['dashboardUID'] === 'spiketrace-investigation' ? [stored(3)] : [stored(1), stored(2), stored(1), stored(2)]));
    expect((await ids()).sort()).toEqual([1, 2, 3]);
  });

  it('are those of the organisation where there is no such dashboard', async () => {
    answers.mockImplementation(({ params }) => (params?.['dashboardUID'] ? new Refused(400, 'Invalid dashboard UID in annotation request') : [stored(1)]));
    expect(await ids()).toEqual([1]);
  });

  it('are an error in Grafana’s words where they may not be read', async () => {
    answers.mockReturnValue(new Refused(403, 'User missing permissions'));
    await expect(ids()).rejects.toThrow('User missing permissions');
  });
});

describe('the right to save', () => {
  const can = (organization: boolean, dashboard: boolean) => ({ meta: { annotationsPermissions: { dashboard: { canAdd: dashboard }, organization: { canAdd: organization } } } });
  const without = (scopes: readonly string[]) => answers.mockImplementation(({ url }) => (url === '/api/access-control/user/permissions'
    ? { 'annotations:create': scopes, 'annotations:read': ['annotations:*'] } : new Refused(404, 'Dashboard not found')));

  it('is the organisation’s before the dashboard’s', async () => {
    answers.mockReturnValueOnce(can(true, true)).mockReturnValueOnce(can(false, true)).mockReturnValueOnce(can(false, false));
    expect(await grafanaPlatform.rights()).toEqual({ kind: 'organisation' });
    expect(await grafanaPlatform.rights()).toEqual({ kind: 'dashboard' });
    expect((await grafanaPlatform.rights()).kind).toBe('none');
  });

  it.each([[['annotations:*']], [['annotations:type:organization', 'dashboards:uid:x']], [['*']]])('is an Editor’s without our dashboard too (%s)', async (scopes) => {
    without(scopes);
    expect(await grafanaPlatform.rights()).toEqual({ kind: 'organisation' });
  });

  it('is not a Viewer’s there, who has the action, but for dashboards', async () => {
    without(['annotations:type:dashboard', 'dashboards:uid:x']);
    expect(await grafanaPlatform.rights()).toMatchObject({ kind: 'none', reason: expect.stringContaining('Dashboard not found (404)') as string });
  });

  it('is nobody’s where Grafana says nothing', async () => {
    answers.mockReturnValue(new Refused(500, 'no database'));
    expect(await grafanaPlatform.rights()).toMatchObject({ kind: 'none', reason: expect.stringContaining('no database (500)') as string });
  });
});

describe('a verdict', () => {
  it('is posted in whole milliseconds, for Grafana reads no others, and to the dashboard only where that is the right', async () => {
    answers.mockReturnValue({ message: 'Annotation added', id: 1 });
    expect(await grafanaPlatform.save({ ...draft, startMs: draft.startMs + 0.4, endMs: draft.endMs - 0.4 }, 'So it was.', 'organisation')).toEqual({ kind: 'saved' });
    expect(fetched.mock.calls[0]?.[0]).toMatchObject({ method: 'POST', url: '/api/annotations', data: { time: draft.startMs, timeEnd: draft.endMs, tags: verdictTags(draft), text: 'So it was.' } });
    expect(fetched.mock.calls[0]?.[0].data).not.toHaveProperty('dashboardUID');
    await grafanaPlatform.save(draft, 'So it was.', 'dashboard');
    expect(fetched.mock.calls[1]?.[0].data).toMatchObject({ dashboardUID: 'spiketrace-investigation' });
  });

  it('that is refused is a failure in Grafana’s words', async () => {
    answers.mockReturnValue(new Refused(403, 'Access denied to save the annotation'));
    expect(await grafanaPlatform.save(draft, 'x', 'organisation')).toEqual({ kind: 'failed', text: 'Access denied to save the annotation (403)' });
  });
});

describe('a short link', () => {
  it('is asked for by a path without a leading slash, and is Grafana’s', async () => {
    answers.mockReturnValue({ uid: 'a1', url: 'https://grafana.example/goto/a1?orgId=1' });
    expect(await grafanaPlatform.shorten('/d/spiketrace-investigation?from=1')).toBe('https://grafana.example/goto/a1?orgId=1');
    expect(fetched.mock.calls[0]?.[0]).toMatchObject({ method: 'POST', url: '/api/short-urls', data: { path: 'd/spiketrace-investigation?from=1' } });
  });
});
