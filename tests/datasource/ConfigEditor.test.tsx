/** What the settings page composes and warns of. */
import React, { useState } from 'react';
import type { DataSourceInstanceSettings, DataSourceSettings } from '@grafana/data';
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ConfigEditor } from '../../src/datasource/ConfigEditor';
import { headerOf, isOpen } from '../../src/datasource/config/authorization';
import { healthOf } from '../../src/datasource/health';
import { trialFilesOf } from '../../src/datasource/trial/opened';
import type { SpiketraceJsonData, SpiketraceSecureJsonData } from '../../src/datasource/types';
import { LOAD_DEFAULTS, parseLoadLimits, parsePlantMap } from '../../src/influx';
import { csvFiles, lineFiles } from '../support/trial-plant';

const grafana = vi.hoisted(() => ({ sources: [] as unknown[] }));
vi.mock('@grafana/runtime', () => ({
  getDataSourceSrv: () => ({
    getList: () => grafana.sources, getInstanceSettings: (uid: string) => grafana.sources.find((one) => (one as { uid: string }).uid === uid),
    get: () => Promise.reject(new Error('nothing is asked of a data source here')),
  }),
  getBackendSrv: () => ({ fetch: () => { throw new Error('nothing is sent here'); } }),
}));

type Options = DataSourceSettings<SpiketraceJsonData, SpiketraceSecureJsonData>;

let uid = '';
let serial = 0;
beforeEach(() => {
  grafana.sources = [];
  // A list that is open looks whether its end is in view.
  vi.stubGlobal('IntersectionObserver', class { observe(): void {} unobserve(): void {} disconnect(): void {} });
  uid = `editor-${++serial}`;
});
afterEach(cleanup);

/** The page with the options that Grafana would keep; what it would save is in `saved`. */
function show(over: Partial<Options> = {}): { readonly saved: () => Options } {
  let kept = { uid, url: '', jsonData: {}, secureJsonFields: {}, ...over } as Options;
  function Page() {
    const [options, setOptions] = useState(kept);
    kept = options;
    return <ConfigEditor options={options} onOptionsChange={setOptions} />;
  }
  render(<Page />);
  return { saved: () => kept };
}
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

test.each([
  ['http://influxdb:8086', true], ['http://localhost.example.com:8086', true], ['http://127.0.0.1.example.com', true],
  ['http://localhost:8086', false], ['http://127.0.0.1:8086', false], ['http://[::1]:8086', false], ['https://influxdb:8086', false],
])('%s is called plain http over a network: %s', (url, open) => expect(isOpen(new URL(url))).toBe(open));

test('credentials become whole header values', () => {
  // RFC 7617, section 2: the pair of user and password in base64.
  expect(headerOf('basic', 'Aladdin', 'open sesame')).toBe('Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==');
  expect(headerOf('basic', 'test', '123\u00a3')).toBe('Basic dGVzdDoxMjPCow==');
  expect([headerOf('token', '', 'u:p'), headerOf('bearer', '', 't'), headerOf('whole', '', 'Digest x')]).toEqual(['Token u:p', 'Bearer t', 'Digest x']);
});

test('what is typed is what “Save & test” saves, without another button', () => {
  const { saved } = show();
  type('Address', ' http://influxdb:8086 ');
  type('Database', 'plant');
  type('User', 'Aladdin');
  expect(saved().secureJsonData?.authorization).toBeUndefined();
  type('Secret', 'open sesame');
  expect(saved()).toMatchObject({
    jsonData: { connection: 'direct', dialect: 'influxql', url: 'http://influxdb:8086', database: 'plant' },
    secureJsonData: { authorization: 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==' },
  });
  expect(JSON.stringify(saved().jsonData)).not.toMatch(/sesame|Aladdin/);
});

test('the general URL, which would forward writes, is called an error where it is filled', () => {
  show({ url: 'http://influxdb:8086' });
  expect(screen.getByText('The general URL is filled')).toBeTruthy();
});

test.each([
  ['ftp://influxdb', /must begin with http/], ['http://me:secret@influxdb', /holds a login/], ['http://influxdb:8086/', /must not end with a slash/], ['influxdb', /is not an address/],
])('the address %s is refused where it is typed', (address, words) => {
  show();
  type('Address', address);
  expect(screen.getByText(words)).toBeTruthy();
});

test('plain http over a network is warned of, and a broken plant map is named', () => {
  show();
  type('Address', 'http://influxdb:8086');
  expect(screen.getByText('The address is plain http')).toBeTruthy();
  type('Plant map', '{"meters": 7}');
  expect(screen.getByText(/meters must be a list: got 7/)).toBeTruthy();
});

test('a stored credential is shown as stored, and never as text', () => {
  show({ secureJsonFields: { authorization: true } });
  expect((screen.getByLabelText('Secret') as HTMLInputElement).disabled).toBe(true);
  expect(screen.queryByLabelText('User')).toBeNull();
});

const pick = async (label: string, option: RegExp) => {
  fireEvent.keyDown(screen.getByLabelText(label), { key: 'ArrowDown', keyCode: 40 });
  // What is chosen already stands in the field, too, before the list.
  fireEvent.click((await screen.findAllByText(option)).at(-1)!);
};
const shown = () => ({
  existing: screen.queryByLabelText('InfluxDB data source') !== null, direct: screen.queryByLabelText('Address') !== null, credential: screen.queryByLabelText('Secret') !== null,
  files: screen.queryByLabelText('Files of the trial') !== null, plant: screen.queryByLabelText('Plant map') !== null, discovery: screen.queryByLabelText('Discovery') !== null,
});
const nothing = { existing: false, direct: false, credential: false, files: false, plant: true, discovery: true };

describe('the choice of a connection', () => {
  test('shows the part that belongs to it and no other, and is what is saved', () => {
    const { saved } = show();
    expect(shown()).toEqual({ ...nothing, direct: true, credential: true });
    fireEvent.click(screen.getByLabelText('A data source of this Grafana'));
    expect([shown(), saved().jsonData.connection]).toEqual([{ ...nothing, existing: true }, 'existing']);
    fireEvent.click(screen.getByLabelText('Files in this browser'));
    expect([shown(), saved().jsonData.connection]).toEqual([{ ...nothing, files: true, discovery: false }, 'trial']);
  });

  test('follows provisioning that names a source and no connection, and names one that this version does not have', () => {
    show({ jsonData: { connection: '', existingUid: 'influx' } });
    expect(shown()).toEqual({ ...nothing, existing: true });
    cleanup();
    show({ jsonData: { connection: 'telepathy' as 'direct' } });
    expect(shown()).toEqual(nothing);
    expect(screen.getByText('“telepathy” is not known to this version: choose one.')).toBeTruthy();
  });
});

describe('a data source of this Grafana', () => {
  const influx = (name: string, jsonData: object) => ({ uid: `uid of ${name}`, name, type: 'influxdb', jsonData });

  test('is chosen from a list that says what each speaks and reads', async () => {
    grafana.sources = [influx('Plant', { dbName: 'plant', httpMode: 'POST' }), influx('Bucket', { version: 'Flux', defaultBucket: 'b' }), influx('Three', { version: 'SQL' }), { uid: 'p', name: 'Prometheus', type: 'prometheus', jsonData: {} }];
    const { saved } = show({ jsonData: { connection: 'existing' } });
    fireEvent.keyDown(screen.getByLabelText('InfluxDB data source'), { key: 'ArrowDown', keyCode: 40 });
    expect((await screen.findAllByRole('option')).map((one) => one.textContent)).toEqual(['PlantInfluxQL, plant', 'BucketFlux, b', 'ThreeSQL, no database named']);
    fireEvent.click(screen.getByText('Bucket'));
    expect(saved().jsonData).toMatchObject({ connection: 'existing', existingUid: 'uid of Bucket' });
    expect(screen.getByText('Another bucket')).toBeTruthy();
    expect(screen.getByText('Empty = that of the data source (b).')).toBeTruthy();
    type('Another database', 'other');
    expect(saved().jsonData.database).toBe('other');
  });

  test('that asks by GET is warned of, and one that is gone is named', () => {
    grafana.sources = [influx('Old', { dbName: 'plant' })];
    show({ jsonData: { connection: 'existing', existingUid: 'uid of Old' } });
    expect(screen.getByText('That data source sends its queries by GET')).toBeTruthy();
    cleanup();
    show({ jsonData: { connection: 'existing', existingUid: 'gone' } });
    expect(screen.getByText('There is none with the uid “gone”.')).toBeTruthy();
  });

  test('where there is none, the other ways are named', () => {
    show({ jsonData: { connection: 'existing' } });
    expect(screen.getByText('This Grafana has no InfluxDB data source')).toBeTruthy();
  });
});

describe('an address of its own', () => {
  test('asks for a bucket and an organisation in Flux, and for a token', async () => {
    const { saved } = show();
    expect(screen.queryByLabelText('Organisation')).toBeNull();
    await pick('Dialect', /^Flux$/);
    type('Bucket', 'plant/autogen');
    type('Organisation', 'works');
    type('Secret', 'abc==');
    expect(saved()).toMatchObject({ jsonData: { dialect: 'flux', database: 'plant/autogen', org: 'works' }, secureJsonData: { authorization: 'Token abc==' } });
  });

  test('in SQL warns of the tokens of 3 Core, and logs in by a bearer', async () => {
    const { saved } = show({ jsonData: { dialect: 'sql' } });
    expect(screen.getByText('A token of InfluxDB 3 Core is always an administrator’s')).toBeTruthy();
    type('Secret', 'apiv3_x');
    expect(saved().secureJsonData?.authorization).toBe('Bearer apiv3_x');
  });

  test.each([
    [/^User and password \(Basic\)$/, 'u', 'p', 'Basic dTpw'], [/^User and password as a token$/, 'u', 'p', 'Token u:p'], [/^Token$/, undefined, 't', 'Token t'],
    [/^Bearer token$/, undefined, 't', 'Bearer t'], [/^Whole header value$/, undefined, 'Basic dTpw', 'Basic dTpw'],
  ])('logs in by %s', async (scheme, user, secret, header) => {
    const { saved } = show();
    await pick('How it logs in', /^Whole header value$/);
    await pick('How it logs in', scheme);
    expect(screen.queryByLabelText('User') !== null).toBe(user !== undefined);
    if (user !== undefined) {
      type('User', user);
    }
    type('Secret', secret);
    expect(saved().secureJsonData?.authorization).toBe(header);
    type('Secret', '');
    expect(saved().secureJsonData?.authorization).toBeUndefined();
  });

  test('a stored credential is taken back before another one is typed', () => {
    const { saved } = show({ secureJsonFields: { authorization: true } });
    fireEvent.click(screen.getByText('Reset'));
    expect(saved()).toMatchObject({ secureJsonFields: { authorization: false }, secureJsonData: { authorization: '' } });
    type('User', 'u');
    type('Secret', 'p');
    expect(saved().secureJsonData?.authorization).toBe('Basic dTpw');
  });
});

describe('files in this browser', () => {
  /** Files of the browser that this DOM stands for can be read as bytes; its own cannot. */
  const open = async (label: string, name: string, content: string) => {
    const file = Object.assign(new File([content], name), { arrayBuffer: () => Promise.resolve(new TextEncoder().encode(content).buffer) });
    await act(async () => {
      fireEvent.change(screen.getByLabelText(`${label}: file`), { target: { files: [file] } });
      await new Promise((done) => setTimeout(done, 20));
    });
  };
  const bytesOf = (file: { readonly bytes: Uint8Array } | undefined) => new TextDecoder().decode(file?.bytes);
  const [meter, states, shifts] = csvFiles();

  test('before any is open there is neither a map nor a name of the sample plant', () => {
    show({ jsonData: { connection: 'trial' } });
    expect(screen.getByText(/Open files above: what they hold stands here then/)).toBeTruthy();
    expect(screen.queryByLabelText('Plant as a tree')).toBeNull();
    expect(document.body.textContent).not.toMatch(/incomer-1|energy_meter|names of the sample plant/);
  });

  test('are opened one by one, named, closed and forgotten, and it is said where they are', async () => {
    show({ jsonData: { connection: 'trial' } });
    await open('Meter', 'meter.csv', bytesOf(meter));
    expect(await screen.findByText('meter.csv')).toBeTruthy();
    expect(screen.getByText(/in the memory of this tab alone.*nothing was sent anywhere/)).toBeTruthy();
    await open('Machine states', 'states.csv', bytesOf(states));
    expect(await screen.findByText(/Found 7 series: meters power_kw, energy_kwh; machines in machine_state/)).toBeTruthy();
    await act(async () => fireEvent.click(screen.getByLabelText('Close states.csv')));
    expect(screen.getByText(/Found 2 series: .*machines in none/)).toBeTruthy();
    await act(async () => fireEvent.click(screen.getByText('Forget these files')));
    await waitFor(() => expect([screen.queryByText('meter.csv'), trialFilesOf(uid).current().files]).toEqual([null, []]));
  });

  test('a broken one is refused with its line', async () => {
    show({ jsonData: { connection: 'trial' } });
    await open('Meter', 'm.csv', 'time,power_kw\n2025-03-03T00:00:00Z,much\n');
    expect(await screen.findByText(/m\.csv, line 2: expected a number/)).toBeTruthy();
    expect(screen.queryByText('Use this map')).toBeNull();
  });

  test.each([['CSV', [meter, states, shifts]], ['line protocol', lineFiles()]])('of %s suggest a plant map, which a button makes the text of the settings', async (_what, files) => {
    const { saved } = show({ jsonData: { connection: 'trial' } });
    for (const file of files) {
      await act(async () => trialFilesOf(uid).open(file!));
    }
    const suggestion = within(await screen.findByLabelText('Suggested plant map'));
    expect(suggestion.getAllByRole('listitem').slice(0, 3).map((one) => one.textContent)).toEqual([
      'meter: fields power_kw, energy_kwh; 2 series in all', 'machine_state: field state; tag machine (5 values); 5 series in all', expect.stringMatching(/^shift_event: field shift/),
    ]);
    expect(saved().jsonData.plant).toBeUndefined();
    fireEvent.click(suggestion.getByText('Use this map'));
    expect(parsePlantMap(saved().jsonData.plant)).toMatchObject({
      kind: 'ok', value: {
        zone: Intl.DateTimeFormat().resolvedOptions().timeZone, meters: [{ id: 'power_kw', kind: 'power' }, { id: 'energy_kwh', kind: 'counter' }],
        machines: [{ measurement: 'machine_state', field: 'state', idTag: 'machine' }], shifts: { measurement: 'shift_event', field: 'shift' },
      },
    });
    expect((screen.getByLabelText('Plant map') as HTMLTextAreaElement).value).toContain('"power_kw"');
    expect(screen.getByText('What the opened files suggest in its place')).toBeTruthy();
  });

  test('with thousands of series the list and the map stay short, and say so', async () => {
    const lines = Array.from({ length: 2000 }, (_, i) => `em${i % 20},meter=m${i} kw=1 1740960000`);
    const { saved } = show({ jsonData: { connection: 'trial' } });
    await act(async () => trialFilesOf(uid).open({ role: 'meter', name: 'wide.lp', bytes: new TextEncoder().encode(lines.join('\n')) }));
    expect(screen.getByText('And 8 more measurements.')).toBeTruthy();
    expect(screen.getByText('1950 more series are named like meters; add those that matter by hand.')).toBeTruthy();
    expect(screen.getByText('em0: field kw; tag meter (100 values); 100 series in all')).toBeTruthy();
    fireEvent.click(screen.getByText('Use this map'));
    const map = parsePlantMap(saved().jsonData.plant);
    expect(map.kind === 'ok' ? map.value.meters.length : map).toBe(50);
  });

  test('without anything named like a meter say how to name one', async () => {
    show({ jsonData: { connection: 'trial' } });
    await act(async () => trialFilesOf(uid).open({ role: 'meter', name: 'odd.lp', bytes: new TextEncoder().encode('plc,asset=a temperature=5 1740960000') }));
    expect(screen.getByText(/None of it is named like a meter/)).toBeTruthy();
    expect(screen.getByText('plc: field temperature; tag asset (1 value); 1 series')).toBeTruthy();
  });
});

test('a trial zone in the map is said, with what is left of the plant', () => {
  show({ jsonData: { plant: { meters: [{ id: 'a', line: 'one', measurement: 'm', field: 'kw' }, { id: 'b', line: 'two', measurement: 'm', field: 'kw' }], scope: { line: 'one' } } } });
  const tree = within(screen.getByLabelText('Plant as a tree'));
  expect(tree.getByText('Trial zone: only line one is read; nothing outside of it is queried.')).toBeTruthy();
  expect([tree.queryByText('a') !== null, tree.queryByText('b')]).toEqual([true, null]);
});

test('the switch stops every query, and lets them go on', () => {
  const { saved } = show();
  fireEvent.click(screen.getByLabelText('Query nothing'));
  expect(saved().jsonData.disabled).toBe(true);
  fireEvent.click(screen.getByLabelText('Query nothing'));
  expect(saved().jsonData.disabled).toBe(false);
});

test('settings that Grafana keeps from a file say so, and the switch, which would not be saved, cannot be moved', () => {
  show({ readOnly: true });
  expect(screen.getByText(/What is changed here is not saved.*disabled: true/)).toBeTruthy();
  expect((screen.getByLabelText('Query nothing') as HTMLInputElement).disabled).toBe(true);
  cleanup();
  show();
  expect(screen.queryByText(/not saved/)).toBeNull();
});

describe('the limits of load', () => {
  test('are all there with their defaults, and what is typed is saved as a number', () => {
    const { saved } = show();
    const inputs = within(screen.getByText(/^Limits of load: the defaults$/).closest('details')!).getAllByRole('spinbutton', { hidden: true });
    expect(inputs.map((one) => (one as HTMLInputElement).placeholder).sort()).toEqual(Object.values(LOAD_DEFAULTS).map(String).sort());
    type('Requests under way at once', '1');
    type('Further attempts', '0');
    expect(saved().jsonData.load).toEqual({ inFlight: 1, retries: 0 });
    expect(parseLoadLimits(saved().jsonData.load)).toMatchObject({ kind: 'ok', value: { ...LOAD_DEFAULTS, inFlight: 1, retries: 0 } });
    type('Requests under way at once', '');
    expect(saved().jsonData.load).toEqual({ retries: 0 });
    fireEvent.click(screen.getByText('Back to the defaults'));
    expect(parseLoadLimits(saved().jsonData.load)).toEqual({ kind: 'ok', value: LOAD_DEFAULTS });
  });

  test('cannot be lifted', () => {
    show();
    type('Requests under way at once', '3');
    expect(screen.getByText('A whole number from 1 to 2.')).toBeTruthy();
    expect(screen.getByText('The limit inFlight must be a whole number from 1 to 2: got 3.')).toBeTruthy();
  });

  test('that provisioning got wrong are named, and can be taken back', () => {
    const { saved } = show({ jsonData: { load: 'gentle' } });
    expect(screen.getByText(/must be an object like \{"inFlight": 1\}: got "gentle"/)).toBeTruthy();
    fireEvent.click(screen.getByText('Back to the defaults'));
    expect(saved().jsonData.load).toEqual({});
  });
});

test('what the last test found stands below, line by line, with its next step', async () => {
  show();
  expect(screen.queryByLabelText('What the last test found')).toBeNull();
  await act(async () => void (await healthOf({ uid, jsonData: { disabled: true } } as DataSourceInstanceSettings<SpiketraceJsonData>)));
  expect(within(screen.getByLabelText('What the last test found')).getByRole('listitem').textContent).toMatch(/Spiketrace is switched off.*Clear “Query nothing”/);
});
