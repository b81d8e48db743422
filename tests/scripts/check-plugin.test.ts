/** What scripts/check-plugin.mjs asks of the engine's files, on folders made for it. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';

const { checkEngine } = (await import(/* @vite-ignore */ pathToFileURL(resolve(__dirname, '../../scripts/check-plugin.mjs')).href)) as {
  readonly checkEngine: (folder: string, name: string) => readonly string[];
};

const made: string[] = [];
afterEach(() => made.splice(0).forEach((folder) => rmSync(folder, { recursive: true })));

const file = (list = 'webpackChunkpanel_engine_0123abcd', more = ''): string => `(self.${list}||=[]).push([[1],{}]);${more}`;
const whole = { 'engine.js': file(), 'engine-answers.js': file(), 'engine-costs.js': file() };

function findingsOf(files: Readonly<Record<string, string>>): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'spiketrace-check-'));
  made.push(folder);
  Object.entries(files).forEach(([name, text]) => writeFileSync(join(folder, name), text));
  return checkEngine(folder, 'dist/panel');
}

test('three files of at most 15,000 bytes gzipped in one list of their own are in order', () => {
  expect(findingsOf(whole)).toEqual([]);
});

test('a file too heavy is said with its bytes, the first as well as any other', () => {
  for (const name of Object.keys(whole)) {
    // Half of a hexadecimal digit is all that gzip can leave out.
    const heavy = file(undefined, `//${randomBytes(16_000).toString('hex')}`);
    expect(findingsOf({ ...whole, [name]: heavy })).toEqual([expect.stringMatching(new RegExp(`^dist/panel/${name} is \\d{5} bytes gzipped, more than 15000\\.$`))]);
  }
});

test('a file that is missing, or one more than the page asks for, is named', () => {
  const { 'engine-costs.js': _, ...two } = whole;
  expect(findingsOf(two)).toEqual([expect.stringMatching(/has engine-answers\.js, engine\.js of the engine, and not engine\.js, engine-answers\.js, engine-costs\.js/)]);
  expect(findingsOf({ ...whole, 'engine-more.js': file() })).toHaveLength(1);
  expect(findingsOf({})[0]).toMatch(/has no files of the engine/);
});

test.each(["importScripts('a.js')", "import('a.js')", "document.createElement('script')"])('a file that fetches another by %s would look for it beside the blob', (call) => {
  expect(findingsOf({ ...whole, 'engine.js': file(undefined, call) })).toEqual(['dist/panel/engine.js fetches further files itself.']);
});

test('files in the page’s list, or in two lists, are said to be there', () => {
  expect(findingsOf({ ...whole, 'engine-costs.js': file('webpackChunkpanel') })).toEqual([
    "dist/panel/engine-costs.js is in the list webpackChunkpanel, which is not the engine's own.", "The engine's files in dist/panel do not find each other: they are in 2 lists.",
  ]);
  expect(findingsOf({ ...whole, 'engine-costs.js': file('webpackChunkpanel_engine_ffffffff') })).toHaveLength(1);
});
