/** Answers that break off, never come, or are not what they say. */
import { expect } from 'vitest';
import { drips, hangs, late, resetAfter, resetAtOnce, says, series, stallsAfter } from '../support/fault-server';
import { failureIn, good, question, rig, START, valueIn } from './rig';
import { row } from './rows';

const WHOLE = series(['time', 'mean', 'max'], [[START, 100, 140], [START + 60_000, 1234.5, 1300]]);
const CUT = WHOLE.slice(0, WHOLE.indexOf('234.5') + 1);
const FLUX_HEAD = '#datatype,string,long,dateTime:RFC3339,double\r\n#group,false,false,false,false\r\n#default,_result,,,\r\n,result,table,_time,_value\r\n';
const FLUX_ROW = ',,0,2026-03-03T08:00:00Z,1234.5\r\n';

row('connection reset mid-body', 'is an error, sent once, and nothing of it is used', async () => {
  const { read, server } = await rig(() => resetAfter(CUT));
  expect([failureIn(await read()).kind, server.heard.length]).toEqual(['broken-answer', 1]);
});

row('connection reset mid-body', 'before the first byte it is tried again', async () => {
  const { read, server, told } = await rig((statement, serial) => (serial === 0 ? resetAtOnce : good(statement)));
  expect([failureIn(await read()).kind, server.heard.length, told]).toEqual(['ok', 2, ['waiting 1 s: no answer came']]);
});

row('clean end in mid-row', 'of JSON gives no value, not the 12 of 1234.5', async () => {
  const { read } = await rig(() => says(CUT));
  expect(failureIn(await read())).toMatchObject({ kind: 'broken-answer', words: expect.stringContaining('ended before it was complete') });
});

row('clean end in mid-row', 'of Flux at every length gives an error or no data, never a cut value', async () => {
  const body = `${FLUX_HEAD}${FLUX_ROW}\r\n`;
  let answer = '';
  const { read } = await rig(() => says(answer, 200, { 'content-type': 'text/csv' }), { dialect: 'flux', limits: { failuresToPause: 3 } });
  for (let length = FLUX_HEAD.length; length < body.length - 2; length += 3) {
    answer = body.slice(0, length);
    expect([length, failureIn(await read(question({}, { view: { startMs: START, endMs: START + 60_000 * (length + 1) } }))).kind]).toEqual([length, 'broken-answer']);
  }
});

row('slow headers, drip, hang', 'each ends at the deadline, the server sees the hang-up, and the message names the range', async () => {
  for (const fault of [hangs, drips(), stallsAfter(CUT), late(5_000, says(WHOLE))]) {
    const { read, server, lane } = await rig(() => fault, { limits: { deadlineSec: 1 } });
    expect(failureIn(await read())).toMatchObject({ kind: 'timed-out', words: expect.stringMatching(/within 1 s.*m, 2026-03-03 08:00 to 2026-03-03 09:00 UTC/) });
    await expect.poll(() => server.heard.map((one) => one.hungUp)).toEqual([true]);
    expect([server.open(), lane.queue.inFlight()]).toEqual([0, 0]);
  }
});

row('200 HTML login page, redirect, captive portal', 'is not taken for an answer, nor followed, and said to be none of InfluxDB’s, with what to look at', async () => {
  const PAGE = /^The answer is not from InfluxDB but a web page\. Check the address, and whether a login page or proxy stands in between\.$/;
  const TEXT = /^The answer is not from InfluxDB\. Check the address, and whether a login page or proxy stands in between\.$/;
  const faults: Array<[ReturnType<typeof says>, RegExp]> = [
    [says('<!DOCTYPE html><html>Log in</html>', 200, { 'content-type': 'text/html' }), PAGE], [says('  <html><meta http-equiv="refresh">', 200), PAGE],
    [says('\uFEFF<html>Log in</html>', 200), PAGE], [says('Welcome to the guest network', 200, { 'content-type': 'text/plain' }), TEXT], [says('OK', 200), TEXT], [says('"logged out"', 200), TEXT], [says('[]', 200), TEXT],
    [says('{"status":"UP","version":"4.1"}', 200), TEXT], [says('{"results":"none"}', 200), TEXT],
    [says('', 302, { location: 'http://127.0.0.1:9/login' }), /^The address redirects elsewhere \(302\)\. Set the address of the InfluxDB itself, not that of a login page\.$/],
  ];
  for (const dialect of ['influxql', 'flux'] as const) {
    for (const [fault, words] of faults) {
      const { read, server } = await rig(() => fault, { dialect });
      expect([failureIn(await read()), server.heard.length]).toEqual([{ kind: 'not-influx', words: expect.stringMatching(words) }, 1]);
    }
  }
});

row('200 Flux error table first / after 9 MB of rows', 'is an error, and no row of that answer is used', async () => {
  const error = '#datatype,string,string\r\n#group,true,true\r\n#default,,\r\n,error,reference\r\n,runtime error: out of memory,\r\n';
  const rows = FLUX_HEAD + FLUX_ROW.replace('1234.5', '1234.5'.padEnd(34, '0')).repeat(150_000) + '\r\n';
  for (const body of [error, rows + error]) {
    const { read } = await rig(() => says(body, 200, { 'content-type': 'text/csv' }), { dialect: 'flux' });
    const { kind, words } = failureIn(await read());
    expect([kind, words]).toEqual(['server-error', expect.stringContaining('out of memory')]);
  }
}, 60_000);

row('200 InfluxQL error, not executed, partial', 'errors give no data; what is partial is drawn and marked', async () => {
  for (const body of ['{"results":[{"statement_id":0,"error":"max-select-series limit exceeded: (3/2)"}]}', '{"results":[{"statement_id":0,"error":"not executed"}]}', '{"error":"timeout"}']) {
    const { read, server } = await rig(() => says(body));
    expect([failureIn(await read()).kind, server.heard.length]).toEqual(['server-error', 1]);
  }
  const partial = JSON.stringify({ results: [{ statement_id: 0, partial: true, series: [{ name: 'em', columns: ['time', 'mean', 'max'], values: [[START, 100, 140]] }] }] });
  const { view } = valueIn(await (await rig(() => says(partial))).read());
  expect([view?.completeness.kind, [...(view?.timeMs ?? [])]]).toEqual(['partial', [START]]);
});

row('empty CSV body \\r\\n / 0 bytes', 'a blank line is no data, nothing at all is an error', async () => {
  const blank = await rig(() => says('\r\n', 200, { 'content-type': 'text/csv' }), { dialect: 'flux' });
  const codes = valueIn(await blank.read(question({ meter: false, machines: true }))).notices.map((one) => one.code);
  expect(codes).toEqual(['no-states']);
  for (const dialect of ['influxql', 'flux'] as const) {
    const nothing = await rig(() => says(''), { dialect });
    expect(failureIn(await nothing.read()).kind).toBe('not-influx');
  }
});

row('unbalanced quote, column missing/extra, unknown datatype, no annotations, BOM, LF, NUL, 10 MB cell', 'of Flux: each is an error or a marked answer', async () => {
  const body = `${FLUX_HEAD}${FLUX_ROW}\r\n`;
  const kinds: Array<[string, string]> = [
    ['unbalanced quote', body.replace('1234.5', '"1234.5')], ['column missing', body.replace(',1234.5', '')], ['column extra', body.replace('1234.5', '1234.5,7')],
    ['no annotations', ',result,table,_time,_value\r\n,,0,2026-03-03T08:00:00Z,1234.5\r\n\r\n'], ['NUL', body.replace('1234.5', '12\u000034.5')],
  ];
  for (const [name, text] of kinds) {
    const { read } = await rig(() => says(text, 200, { 'content-type': 'text/csv' }), { dialect: 'flux' });
    expect([name, failureIn(await read()).kind]).toEqual([name, 'broken-answer']);
  }
});

const BROKEN = 'unbalanced quote, column missing/extra, unknown datatype, no annotations, BOM, LF, NUL, 10 MB cell';
const csv = (type: string, value: string, field = 'mean') => `#datatype,string,long,dateTime:RFC3339,${type},string,string\r\n#group,false,false,false,false,true,true\r\n#default,_result,,,,,\r\n,result,table,_time,_value,_field,machine\r\n,,0,2026-03-03T08:00:00Z,${value},${field},oven\r\n\r\n`;
const fluxSays = (text: string) => rig(() => says(text, 200, { 'content-type': 'text/csv' }), { dialect: 'flux' });
const MACHINES = question({ meter: false, machines: true });

row(BROKEN, 'of Flux: a byte order mark and plain line feeds do no harm', async () => {
  for (const text of [`\uFEFF${csv('double', '12.5')}`, csv('double', '12.5').replace(/\r\n/g, '\n'), `\uFEFF${csv('double', '12.5')}`.replace(/\r\n/g, '\n')]) {
    const { view } = valueIn(await (await fluxSays(text)).read());
    expect([view?.completeness.kind, view?.kind === 'power' && [...view.demandKw]]).toEqual(['complete', [12.5]]);
  }
});

row(BROKEN, 'of Flux: a type that is not known gives no number; a state in it is drawn as text, and the answer is not taken for whole', async () => {
  expect(failureIn(await (await fluxSays(csv('decimal128', '12.5'))).read()).kind).toBe('wrong-type');
  const [log] = valueIn(await (await fluxSays(csv('decimal128', 'RUN', 'state'))).read(MACHINES)).machines;
  expect([log?.states, log?.completeness]).toEqual([['RUN'], { kind: 'unknown', reason: 'a column has the type decimal128, which is not known here; its values were read as texts.' }]);
});

row(BROKEN, 'of Flux: a cell of 10 MB is an error, in linear time', async () => {
  const kinds: string[] = [];
  const tookMs = async (length: number) => {
    const cell = 'x'.repeat(length);
    const { read } = await fluxSays(csv('double', cell));
    const states = await fluxSays(csv('string', cell, 'state'));
    const quoted = await fluxSays(csv('string', `"${cell.replaceAll('xx', '""')}"`, 'state'));
    const beganMs = performance.now();
    kinds.push(...[await read(), await states.read(MACHINES), await quoted.read(MACHINES)].map((one) => failureIn(one).kind));
    return performance.now() - beganMs;
  };
  await tookMs(1_000_000);
  const [shortMs, longMs] = [await tookMs(1_000_000), await tookMs(10_000_000)];
  expect(new Set(kinds)).toEqual(new Set(['broken-answer', 'wrong-type']));
  // Ten times as long: a hundred times the time would be quadratic. The second figure is for a machine that is busy.
  expect(longMs).toBeLessThan(Math.max(40 * shortMs, 3_000));
}, 60_000);

row(BROKEN, 'of JSON: a state of 10 MB is no state', async () => {
  const { read } = await rig((statement) => (/"state"/.test(statement) ? says(series(['time', 'state'], [[START, 'x'.repeat(10_000_000)]], { machine: 'oven' })) : good(statement)));
  expect(failureIn(await read(MACHINES))).toMatchObject({ kind: 'wrong-type', words: expect.stringContaining('holds a text of 10000000 signs, which is no state') });
});

row(BROKEN, 'of JSON: each is an error, and a byte order mark does no harm', async () => {
  const kinds: Array<[string, string, string]> = [
    ['unbalanced quote', WHOLE.replace('"time"', '"time'), 'broken-answer'], ['column missing', WHOLE.replace('100,140', '100'), 'broken-answer'],
    ['column extra', WHOLE.replace('100,140', '100,140,7'), 'broken-answer'], ['NUL', WHOLE.replace('100', '\u0000100'), 'broken-answer'], ['BOM', `\uFEFF${WHOLE}`, 'ok'],
    ['LF', WHOLE.replace(/,/g, ',\n'), 'ok'], ['10 MB cell', WHOLE.replace('1234.5', `"${'x'.repeat(10_000_000)}"`), 'wrong-type'],
  ];
  for (const [name, text, kind] of kinds) {
    const { read } = await rig(() => says(text));
    expect([name, failureIn(await read()).kind]).toEqual([name, kind]);
  }
});
