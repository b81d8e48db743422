import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { connectionOf, existingOf, type InfluxSettings } from '../../src/datasource/connection';
import { obstacleIn } from '../../src/datasource/settings';
import type { SpiketraceJsonData } from '../../src/datasource/types';

// Provisioning and the trial stack cannot be started everywhere; what can be read off their text is held here.
const root = resolve(__dirname, '../..');
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
// What is read off these files, as far as the tests look; a file of another shape fails at the first look.
const yaml = <Shape>(path: string): Shape => parse(text(path)) as Shape;
const json = <Shape>(path: string): Shape => JSON.parse(text(path)) as Shape;

interface Source {
  readonly uid: string;
  readonly type: string;
  readonly editable: boolean;
  readonly jsonData: Readonly<Record<string, string>>;
  readonly secureJsonData: Readonly<Record<string, string>>;
}

interface Variable {
  readonly name: string;
  readonly hide: number;
  readonly type: string;
  readonly query: string;
  readonly includeAll?: boolean;
  readonly allValue?: string;
  readonly current: { readonly value?: string };
}

interface Dashboard {
  readonly uid: string;
  readonly schemaVersion: number;
  readonly id?: number;
  readonly templating: { readonly list: readonly Variable[] };
  readonly panels: readonly { readonly type: string; readonly gridPos: { readonly w: number }; readonly targets: readonly { readonly kind: string; readonly line: string }[] }[];
}

interface Service {
  readonly image: string;
  readonly ports?: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly (string | { readonly target: string })[];
  readonly depends_on: Readonly<Record<string, { readonly condition: string }>>;
  readonly command: readonly string[];
  readonly healthcheck: { readonly test: readonly string[] };
}

const ids = { app: json<{ readonly id: string }>('src/plugin.json').id, panel: 'spiketrace-investigation-panel', datasource: 'spiketrace-investigation-datasource' };
/** contracts.md: what an administrator may set. */
const environment = [
  'SPIKETRACE_INFLUX_URL', 'SPIKETRACE_INFLUX_DIALECT', 'SPIKETRACE_INFLUX_DATABASE', 'SPIKETRACE_INFLUX_ORG', 'SPIKETRACE_INFLUX_AUTHORIZATION', 'SPIKETRACE_EXISTING_UID', 'SPIKETRACE_DISABLED',
];

describe('provisioning/datasources', () => {
  const { datasources: sources } = yaml<{ readonly datasources: readonly Source[] }>('provisioning/datasources/spiketrace.yaml');

  it('gives ours no url, no basic auth and no password of its own', () => {
    const [ours] = sources;
    expect(ours).toMatchObject({ uid: 'spiketrace-plant', type: ids.datasource, access: 'proxy', basicAuth: false });
    expect(ours).not.toHaveProperty('url');
    expect(ours).not.toHaveProperty('user');
    expect(ours?.jsonData).toMatchObject({ existingUid: '$SPIKETRACE_EXISTING_UID', url: '$SPIKETRACE_INFLUX_URL' });
    expect(Object.keys(ours?.secureJsonData ?? {})).toEqual(['authorization']);
  });

  it('lets the switch “Query nothing” be saved in Grafana, which keeps settings that are not editable as they are', () => {
    expect(sources[0]?.editable).toBe(true);
  });

  it('gives alert rules a source with a backend', () => {
    expect(sources[1]).toMatchObject({ uid: 'spiketrace-alerts', type: 'influxdb' });
  });

  it('names only the environment that the contract has, all of it, and no secret in the text', () => {
    const named = new Set([...text('provisioning/datasources/spiketrace.yaml').matchAll(/\$\{?([A-Z_]+)/g)].map((found) => found[1]));
    expect([...named].sort()).toEqual([...environment].sort());
  });
});

/** What Grafana makes of a text in a provisioning file: a variable that is not set is empty. */
const interpolated = (value: string, given: Readonly<Record<string, string>>) => value.replace(/\$\{?([A-Z_]+)\}?/g, (_whole, name: string) => given[name] ?? '');

describe('the provisioned data source under every environment', () => {
  const [ours] = yaml<{ readonly datasources: readonly Source[] }>('provisioning/datasources/spiketrace.yaml').datasources;
  const direct = { SPIKETRACE_INFLUX_URL: 'http://influxdb:8086', SPIKETRACE_INFLUX_DATABASE: 'plant' };
  const existing = { SPIKETRACE_EXISTING_UID: 'plant-influx' };
  const settings = (uid: string) => (uid === 'plant-influx' ? ({ uid, name: 'Plant', type: 'influxdb', jsonData: { dbName: 'db' } } as InfluxSettings) : undefined);
  const under = (given: Readonly<Record<string, string>>): SpiketraceJsonData =>
    Object.fromEntries(Object.entries(ours?.jsonData ?? {}).map(([name, value]) => [name, interpolated(value, given)]));

  it.each<[string, Readonly<Record<string, string>>, string | undefined, RegExp | undefined]>([
    ['nothing', {}, 'direct', /No address of an InfluxDB.*SPIKETRACE_INFLUX_URL/],
    ['an address alone', { SPIKETRACE_INFLUX_URL: 'http://influxdb:8086' }, 'direct', /No database.*SPIKETRACE_INFLUX_DATABASE/],
    ['an address and a database', direct, 'direct', undefined],
    ['an address that ends with a slash', { ...direct, SPIKETRACE_INFLUX_URL: 'http://influxdb:8086/' }, 'direct', /must not end with a slash/],
    ['the switch', { ...direct, SPIKETRACE_DISABLED: 'true' }, 'direct', /switched off: nothing is queried/],
    ['the switch, off', { ...direct, SPIKETRACE_DISABLED: 'false' }, 'direct', undefined],
    ['InfluxQL', { ...direct, SPIKETRACE_INFLUX_DIALECT: 'influxql' }, 'direct', undefined],
    ['Flux', { ...direct, SPIKETRACE_INFLUX_DIALECT: 'flux', SPIKETRACE_INFLUX_ORG: 'works' }, 'direct', undefined],
    ['an unknown dialect', { ...direct, SPIKETRACE_INFLUX_DIALECT: 'sparql' }, 'direct', /does not speak “sparql”/],
    ['a uid alone', existing, 'existing', undefined],
    ['a uid beside an address', { ...direct, ...existing }, 'existing', undefined],
    ['a uid that is not there', { SPIKETRACE_EXISTING_UID: 'gone' }, 'existing', /no data source with the uid “gone”.*SPIKETRACE_EXISTING_UID/],
  ])('%s', (_what, given, connection, obstacle) => {
    const jsonData = under(given);
    expect(connectionOf(jsonData)).toBe(connection);
    const found = obstacleIn({ jsonData }, settings);
    expect(found ? `${found.text} ${found.advice}` : undefined).toEqual(obstacle ? expect.stringMatching(obstacle) : undefined);
  });

  it('reads the database of the chosen source unless another one is named', () => {
    const chosen = settings('plant-influx')!;
    expect(existingOf(chosen, under(existing).database)).toMatchObject({ database: 'db', named: false });
    expect(existingOf(chosen, under({ ...existing, SPIKETRACE_INFLUX_DATABASE: 'other' }).database)).toMatchObject({ database: 'other', named: true });
  });
});

describe('provisioning/plugins', () => {
  it('enables the app, and warns at its head that Grafana may not start', () => {
    expect(yaml<{ readonly apps: readonly unknown[] }>('provisioning/plugins/spiketrace.yaml').apps).toEqual([{ type: ids.app, org_id: 1, disabled: false }]);
    expect(text('provisioning/plugins/spiketrace.yaml').split('\n').slice(0, 3).join(' ')).toMatch(/does not start/);
  });
});

describe('provisioning/dashboards', () => {
  const dashboard = json<Dashboard>('provisioning/dashboards/spiketrace-investigation.json');

  it('puts the dashboards into the folder of the contract, found by $GF_PATHS_PROVISIONING', () => {
    expect(yaml<{ readonly providers: readonly unknown[] }>('provisioning/dashboards/spiketrace.yaml').providers).toMatchObject([
      { folder: 'Energy spikes', options: { path: '$GF_PATHS_PROVISIONING/dashboards' } },
    ]);
  });

  it('has the uid and the variables that links rely on', () => {
    expect(dashboard.uid).toBe('spiketrace-investigation');
    expect(dashboard.templating.list.map((one) => [one.name, one.hide]))
      .toEqual([['meter', 0], ['line', 0], ['spike', 2], ['seen', 2]]);
  });

  it('opens on all lines, so that a meter of any line has its machines, and a line can be chosen alone', () => {
    const line = dashboard.templating.list.find((one) => one.name === 'line');
    expect(line).toMatchObject({ type: 'query', query: 'lines', includeAll: true, allValue: 'all', current: { value: '$__all' } });
    expect(dashboard.panels[0]?.targets[0]?.line).toBe('$line');
  });

  it('has no id of its own, which Grafana would take for a row of its database', () => {
    expect(dashboard.id ?? null).toBeNull();
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(39);
  });

  it('asks our data source only, and holds no address', () => {
    const uids = [...text('provisioning/dashboards/spiketrace-investigation.json').matchAll(/"uid": "([^"]+)"/g)].map((found) => found[1]);
    expect([...new Set(uids)].sort()).toEqual(['spiketrace-investigation', 'spiketrace-plant']);
    expect(JSON.stringify(dashboard)).not.toMatch(/https?:\/\//);
    expect(dashboard.panels[0]).toMatchObject({ type: ids.panel, targets: [{ kind: 'investigation' }] });
  });

  it('has an absolute number of panels of ours: one, at full width', () => {
    expect(dashboard.panels).toHaveLength(1);
    expect(dashboard.panels[0]?.gridPos.w).toBe(24);
  });
});

describe('docker-compose.yml', () => {
  const { services } = yaml<{ readonly services: Readonly<Record<'influxdb' | 'seed' | 'grafana', Service>> }>('docker-compose.yml');
  const compose = text('docker-compose.yml');

  it('pins every image', () => {
    for (const service of Object.values(services)) {
      expect(service.image).toMatch(/:\d+[\w.-]*$/);
    }
  });

  it('listens on loopback only', () => {
    for (const port of Object.values(services).flatMap((service) => service.ports ?? [])) {
      expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });

  it('has no default password: each is asked for with a sentence', () => {
    const secrets = Object.values(services).flatMap((service) => Object.entries(service.environment))
      .filter(([name]) => /PASSWORD|TOKEN|AUTHORIZATION|TRIAL/.test(name));
    expect(secrets.length).toBeGreaterThan(3);
    for (const [, value] of secrets) {
      expect(value).toMatch(/^\$\{[A-Z_]+:\?.+\}$/);
    }
  });

  it('has no anonymous access, and InfluxDB asks who it is', () => {
    expect(services.grafana.environment).toMatchObject({ GF_AUTH_ANONYMOUS_ENABLED: 'false' });
    expect(services.influxdb.environment).toMatchObject({ INFLUXDB_HTTP_AUTH_ENABLED: 'true' });
    expect(compose).not.toMatch(/ORG_ROLE/);
  });

  it('allows all three ids and hands over everything that provisioning asks for', () => {
    expect(services.grafana.environment.GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS?.trim()).toBe(Object.values(ids).join(','));
    for (const name of environment) {
      expect(services.grafana.environment).toHaveProperty(name);
    }
    expect(services.grafana.volumes).toContainEqual({
      type: 'bind', source: './dist', target: `/var/lib/grafana/plugins/${ids.app}`, read_only: true, bind: { create_host_path: false },
    });
  });

  it('lets Grafana ask nothing of the internet', () => {
    expect(services.grafana.environment).toMatchObject({
      GF_ANALYTICS_REPORTING_ENABLED: 'false', GF_ANALYTICS_CHECK_FOR_UPDATES: 'false', GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: 'false',
      GF_PLUGINS_PREINSTALL_DISABLED: 'true', GF_NEWS_NEWS_FEED_ENABLED: 'false', GF_SECURITY_DISABLE_GRAVATAR: 'true',
    });
  });

  it('takes InfluxDB for ready once it answers from outside: while it makes its users it answers itself alone', () => {
    expect(services.influxdb.healthcheck.test.join(' ')).toBe('CMD curl -fsS http://influxdb:8086/ping');
  });

  it('starts Grafana after the seed has ended well, and the seed after InfluxDB is healthy', () => {
    expect(services.grafana.depends_on).toEqual({ seed: { condition: 'service_completed_successfully' } });
    expect(services.seed.depends_on).toEqual({ influxdb: { condition: 'service_healthy' } });
    expect(services.influxdb.healthcheck.test).toBeDefined();
    expect(services.grafana.healthcheck.test).toBeDefined();
  });

  it('seeds by the script that package.json has', () => {
    expect(services.seed.command.join(' ')).toContain('npm run seed -- --url http://influxdb:8086 --db plant');
    expect(json<{ readonly scripts: unknown }>('package.json').scripts).toHaveProperty('seed');
  });
});
