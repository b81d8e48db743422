/** What the settings page composes and warns of. */
import React, { useState } from 'react';
import type { DataSourceSettings } from '@grafana/data';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { ConfigEditor } from '../../src/datasource/ConfigEditor';
import { headerOf, isOpen } from '../../src/datasource/config/authorization';
import type { SpiketraceJsonData, SpiketraceSecureJsonData } from '../../src/datasource/types';

type Options = DataSourceSettings<SpiketraceJsonData, SpiketraceSecureJsonData>;

afterEach(cleanup);

/** The page with the options that Grafana would keep; what it would save is in `saved`. */
function show(over: Partial<Options> = {}): { readonly saved: () => Options } {
  let kept = { url: '', jsonData: {}, secureJsonFields: {}, ...over } as Options;
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
