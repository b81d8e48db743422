/** What the settings page composes and warns of. */
import { expect, test } from 'vitest';
import { headerOf, isOpen } from '../../src/datasource/ConfigEditor';

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
