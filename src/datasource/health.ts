import type { DataSourceInstanceSettings, TestDataSourceResponse } from '@grafana/data';
import type { HealthLine } from '../influx';
import { isOpen } from './config/authorization';
import { connectionOf, existingOf } from './connection';
import { findExisting, readyFrom } from './ready';
import { ownSettings, ping, type Pong } from './transport';
import type { SpiketraceJsonData } from './types';

/** "Save & test": each thing that can be wrong in the order in which one would look, with the next step. Passive: it never tries to write. */

type Settings = DataSourceInstanceSettings<SpiketraceJsonData>;

/** What the last check of each data source in this tab found, for the settings page. */
const found = new Map<string, readonly HealthLine[]>();
const listeners = new Set<() => void>();

export async function healthOf(settings: Settings): Promise<readonly HealthLine[]> {
  const lines = await linesOf(settings);
  found.set(settings.uid, lines);
  listeners.forEach((changed) => changed());
  return lines;
}

export function lastHealth(uid: string): readonly HealthLine[] | undefined {
  return found.get(uid);
}

/** @returns how to stop */
export function onHealth(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

async function linesOf(settings: Settings): Promise<readonly HealthLine[]> {
  const ready = readyFrom(settings);
  if (ready.kind === 'failed') {
    return [{ severity: 'error', ...ready.failure }];
  }
  const before = await linesBefore(settings);
  if (before.some((line) => line.severity === 'error' && line.last)) {
    return before;
  }
  return [...before, ...(await ready.reader.check(new AbortController().signal))];
}

/** `last`: nothing after it could be looked at. */
type Line = HealthLine & { readonly last?: boolean };

async function linesBefore(settings: Settings): Promise<readonly Line[]> {
  switch (connectionOf(settings.jsonData)) {
    case 'direct':
      return [...(await proxyLines(settings)), ...addressLines(settings.jsonData.url ?? ''), ...(await pingLines(settings))];
    case 'existing':
      return existingLines(settings.jsonData);
    default:
      return [];
  }
}

/** A filled `url` or basic auth would open a way around the routes. Silent for people who may not see these settings. */
async function proxyLines({ uid }: Settings): Promise<readonly Line[]> {
  const own = await ownSettings(uid).catch(() => undefined);
  return [
    ...(own?.url ? [line('error', 'The general URL of this data source is filled: Grafana forwards to it whatever no route matches, writes included.', 'Empty it; the address has its own place in these settings.')] : []),
    ...(own?.basicAuth || own?.user ? [line('error', 'Basic auth, or a user, is set beside the credential.', 'Switch it off: the credential belongs into these settings alone.')] : []),
    ...(own && !own.url && !own.basicAuth && !own.user ? [line('ok', 'Only the routes of Spiketrace lead to the InfluxDB.')] : []),
  ];
}

function addressLines(url: string): readonly Line[] {
  return isOpen(new URL(url)) ? [line('warning', 'Queries and the credential travel unencrypted between Grafana and InfluxDB.', 'Use https where the network is shared.')] : [];
}

async function pingLines({ url, jsonData }: Settings): Promise<readonly Line[]> {
  const pong: Pong | undefined = await ping(url ?? '').catch(() => undefined);
  if (!pong || pong.status >= 500 || pong.status === 0) {
    return [{ ...line('error', `No InfluxDB answers at ${jsonData.url}.`, 'Is the address right as seen from Grafana’s server, and is the server running?'), last: true }];
  }
  if (pong.status === 403) {
    return [{ ...line('error', 'Grafana refuses the way to the InfluxDB (403).', 'You may not query this data source, or the plugin that is installed is of another version than this page: reload it.'), last: true }];
  }
  if (!pong.isInflux) {
    return [{ ...line('error', `Something answers at ${jsonData.url} (status ${pong.status}), but not an InfluxDB.`, 'Check the address and any proxy in between.'), last: true }];
  }
  return [line('ok', `An InfluxDB answers at ${jsonData.url}.`), ...coreLines(jsonData, pong)];
}

/** 3 Core has administrators’ tokens alone. Only a server that calls itself Enterprise or Cloud is believed to have others. */
function coreLines({ dialect }: SpiketraceJsonData, { build }: Pong): readonly Line[] {
  return dialect !== 'sql' || /enterprise|cloud/i.test(build) ? [] : [line(
    'error', 'Every token of InfluxDB 3 Core is an administrator’s: it could change and delete data.', 'Do not connect it to a Grafana with people to whom you would not give that token. Enterprise and Cloud have tokens that only read (db:NAME:read).'
  )];
}

function existingLines({ existingUid = '', database }: SpiketraceJsonData): readonly Line[] {
  const chosen = findExisting(existingUid);
  if (!chosen) {
    return [];
  }
  const { name, dialect, posts } = existingOf(chosen, database);
  const spoken = { influxql: 'InfluxQL', flux: 'Flux', sql: 'SQL' }[dialect];
  return [
    line('ok', `Queries go through the data source “${name}” of this Grafana, in ${spoken}; its rights are its own.`),
    ...(posts ? [] : [line('warning', `“${name}” sends its queries by GET: long ones may be cut, and their texts stand in access logs.`, 'Set its HTTP method to POST.')]),
  ];
}

function line(severity: HealthLine['severity'], text: string, advice = ''): Line {
  return { severity, text, advice };
}

/** As Grafana shows it below the settings: the worst as the title, the rest below it, and nothing twice. */
export function summaryOf(lines: readonly HealthLine[]): TestDataSourceResponse {
  const worst = lines.find((one) => one.severity === 'error') ?? lines.find((one) => one.severity === 'warning');
  const title = worst ?? (lines.length === 1 ? lines[0] : undefined);
  const said = ({ text, advice }: HealthLine) => [text, advice].filter(Boolean).join(' ');
  return {
    status: worst?.severity ?? 'success', message: title ? said(title) : 'All is in order.',
    details: { message: lines.filter((one) => one !== title).map(said).join(' ') },
  };
}
