import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

// Provisioning and the trial stack cannot be started everywhere; what can be read off their text is held here.
const root = resolve(__dirname, '../..');
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const yaml = (path: string): any => parse(text(path));
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const json = (path: string): any => JSON.parse(text(path));

const ids = { app: json('src/plugin.json').id, panel: 'spiketrace-investigation-panel', datasource: 'spiketrace-investigation-datasource' };
/** contracts.md: what an administrator may set. */
const environment = ['SPIKETRACE_INFLUX_URL', 'SPIKETRACE_INFLUX_DIALECT', 'SPIKETRACE_INFLUX_DATABASE', 'SPIKETRACE_INFLUX_AUTHORIZATION'];

describe('provisioning/datasources', () => {
  const sources = yaml('provisioning/datasources/spiketrace.yaml').datasources;

  it('gives ours no url, no basic auth and no password of its own', () => {
    const [ours] = sources;
    expect(ours).toMatchObject({ uid: 'spiketrace-plant', type: ids.datasource, access: 'proxy', basicAuth: false });
    expect(ours).not.toHaveProperty('url');
    expect(ours).not.toHaveProperty('user');
    expect(ours.jsonData).toMatchObject({ connection: 'direct', url: '$SPIKETRACE_INFLUX_URL' });
    expect(Object.keys(ours.secureJsonData)).toEqual(['authorization']);
  });

  it('gives alert rules a source with a backend', () => {
    expect(sources[1]).toMatchObject({ uid: 'spiketrace-alerts', type: 'influxdb' });
  });

  it('names only the environment that the contract has, all of it, and no secret in the text', () => {
    const named = new Set([...text('provisioning/datasources/spiketrace.yaml').matchAll(/\$\{?([A-Z_]+)/g)].map((found) => found[1]));
    expect([...named].sort()).toEqual([...environment].sort());
  });
});

describe('provisioning/plugins', () => {
  it('enables the app, and warns at its head that Grafana may not start', () => {
    expect(yaml('provisioning/plugins/spiketrace.yaml').apps).toEqual([{ type: ids.app, org_id: 1, disabled: false }]);
    expect(text('provisioning/plugins/spiketrace.yaml').split('\n').slice(0, 3).join(' ')).toMatch(/does not start/);
  });
});

describe('provisioning/dashboards', () => {
  const dashboard = json('provisioning/dashboards/spiketrace-investigation.json');

  it('puts the dashboards into the folder of the contract, found by $GF_PATHS_PROVISIONING', () => {
    expect(yaml('provisioning/dashboards/spiketrace.yaml').providers).toMatchObject([
      { folder: 'Energy spikes', options: { path: '$GF_PATHS_PROVISIONING/dashboards' } },
    ]);
  });

  it('has the uid and the variables that links rely on', () => {
    expect(dashboard.uid).toBe('spiketrace-investigation');
    expect(dashboard.templating.list.map((one: { name: string; hide: number }) => [one.name, one.hide]))
      .toEqual([['meter', 0], ['line', 0], ['spike', 2], ['seen', 2]]);
  });

  it('asks our data source only, and holds no address', () => {
    const uids = [...text('provisioning/dashboards/spiketrace-investigation.json').matchAll(/"uid": "([^"]+)"/g)].map((found) => found[1]);
    expect([...new Set(uids)].sort()).toEqual(['spiketrace-investigation', 'spiketrace-plant']);
    expect(JSON.stringify(dashboard)).not.toMatch(/https?:\/\//);
    expect(dashboard.panels[0]).toMatchObject({ type: ids.panel, targets: [{ kind: 'investigation' }] });
  });

  it('has an absolute number of panels of ours: one, at full width', () => {
    expect(dashboard.panels).toHaveLength(1);
    expect(dashboard.panels[0].gridPos.w).toBe(24);
  });
});

describe('docker-compose.yml', () => {
  const { services } = yaml('docker-compose.yml');
  const compose = text('docker-compose.yml');

  it('pins every image', () => {
    for (const service of Object.values(services) as { image: string }[]) {
      expect(service.image).toMatch(/:\d+[\w.-]*$/);
    }
  });

  it('listens on loopback only', () => {
    for (const port of (Object.values(services) as { ports?: string[] }[]).flatMap((service) => service.ports ?? [])) {
      expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });

  it('has no default password: each is asked for with a sentence', () => {
    const secrets = Object.values(services).flatMap((service) => Object.entries((service as { environment: Record<string, string> }).environment))
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
    expect(services.grafana.environment.GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS.trim()).toBe(Object.values(ids).join(','));
    for (const name of environment) {
      expect(services.grafana.environment).toHaveProperty(name);
    }
    expect(services.grafana.volumes).toContain(`./dist:/var/lib/grafana/plugins/${ids.app}:ro`);
  });

  it('starts Grafana after the seed has ended well, and the seed after InfluxDB is healthy', () => {
    expect(services.grafana.depends_on).toEqual({ seed: { condition: 'service_completed_successfully' } });
    expect(services.seed.depends_on).toEqual({ influxdb: { condition: 'service_healthy' } });
    expect(services.influxdb.healthcheck.test).toBeDefined();
    expect(services.grafana.healthcheck.test).toBeDefined();
  });

  it('seeds by the script that package.json has', () => {
    expect(services.seed.command.join(' ')).toContain('npm run seed -- --url http://influxdb:8086 --db plant');
    expect(json('package.json').scripts).toHaveProperty('seed');
  });
});
