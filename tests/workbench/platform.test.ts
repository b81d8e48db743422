import { describe, expect, it } from 'vitest';
import { createPlatform, personOf } from '../../src/workbench/server/platform';

const none = new URLSearchParams();
const platform = () => createPlatform(() => 'http://127.0.0.1:1', new Map([['spiketrace-investigation', { title: 'x' }]]), () => 1_741_000_000_000);
const region = { time: 1_741_068_000_000, timeEnd: 1_741_069_800_000, tags: ['spiketrace', 'verdict:confirmed'], text: 'M02 confirmed' };

// The shapes are those of Grafana 12.3.0.
describe('the stand-in for Grafana around a data source', () => {
  it('gives an annotation back exactly as it was stored', () => {
    const answer = platform();
    expect(answer('POST', '/api/annotations', none, region)).toEqual({ status: 200, body: { id: 1, message: 'Annotation added' } });
    const found = answer('GET', '/api/annotations', new URLSearchParams('tags=spiketrace&from=1741060000000&to=1741080000000'), undefined);
    expect(found?.body).toMatchObject([{ ...region, dashboardUID: '' }]);
  });

  it('finds a region that envelops the window, wants every tag, and any of them with matchAny', () => {
    const answer = platform();
    answer('POST', '/api/annotations', none, region);
    const count = (query: string) => (answer('GET', '/api/annotations', new URLSearchParams(query), undefined)?.body as unknown[]).length;
    expect(count('from=1741068500000&to=1741068600000')).toBe(1);
    expect(count('tags=spiketrace&tags=machine:M1')).toBe(0);
    expect(count('tags=spiketrace&tags=machine:M1&matchAny=true')).toBe(1);
    expect(count('from=1741069800001&to=1741070000000')).toBe(0);
  });

  it.each<[string, object, number]>([
    ['a time that is no whole millisecond', { time: region.time + 0.5 }, 400], ['tags of more than 500 bytes', { tags: [...region.tags, `machine:${'ä'.repeat(240)}`] }, 500],
    ['tags of no more', { tags: [...region.tags, `machine:${'a'.repeat(240)}`] }, 200],
  ])('takes %s as Grafana does', (_what, over, status) => {
    expect(platform()('POST', '/api/annotations', none, { ...region, ...over })?.status).toBe(status);
  });

  it('shortens a relative path and leads back to it', () => {
    const answer = platform();
    expect(answer('POST', '/api/short-urls', none, { path: 'd/spiketrace-investigation?from=1' }))
      .toEqual({ status: 200, body: { uid: 'wb1', url: 'http://127.0.0.1:1/goto/wb1?orgId=1' } });
    expect(answer('GET', '/goto/wb1', none, undefined)).toMatchObject({ status: 302, location: '/d/spiketrace-investigation?from=1' });
  });

  it.each(['/d/x', '../x', 'http://elsewhere/'])('shortens no path like %s', (path) => {
    expect(platform()('POST', '/api/short-urls', none, { path })).toMatchObject({ status: 400 });
  });

  it('knows no annotations of a dashboard that is not there', () => {
    expect(platform()('GET', '/api/annotations', new URLSearchParams('dashboardUID=nope'), undefined)?.status).toBe(400);
    expect(platform()('GET', '/api/annotations', new URLSearchParams('dashboardUID=spiketrace-investigation'), undefined)).toEqual({ status: 200, body: [] });
  });

  it('says who may annotate, and 404 for an unknown dashboard', () => {
    const answer = platform();
    expect(answer('GET', '/api/dashboards/uid/spiketrace-investigation', none, undefined))
      .toMatchObject({ status: 200, body: { meta: { annotationsPermissions: { organization: { canAdd: true } } } } });
    expect(answer('GET', '/api/dashboards/uid/nope', none, undefined)).toMatchObject({ status: 404 });
  });

  it('gives a Viewer no right to annotate, one with Edit on the folder the dashboard’s, and keeps both to it', () => {
    const answer = platform();
    const rights = (role: string) => answer('GET', '/api/dashboards/uid/spiketrace-investigation', none, undefined, personOf(new URLSearchParams({ role })))?.body;
    expect(rights('viewer')).toMatchObject({ meta: { annotationsPermissions: { dashboard: { canAdd: false }, organization: { canAdd: false } } } });
    expect(rights('folder-editor')).toMatchObject({ meta: { annotationsPermissions: { dashboard: { canAdd: true }, organization: { canAdd: false } } } });
    const add = (role: string, more: object) => answer('POST', '/api/annotations', none, { ...region, ...more }, personOf(new URLSearchParams({ role, as: 'ada' })))?.status;
    expect([add('viewer', {}), add('folder-editor', {}), add('folder-editor', { dashboardUID: 'spiketrace-investigation' }), add('editor', {})]).toEqual([403, 403, 200, 200]);
    expect(answer('GET', '/api/annotations', none, undefined)?.body).toMatchObject([{ login: 'ada' }, { login: 'ada' }]);
  });
});
