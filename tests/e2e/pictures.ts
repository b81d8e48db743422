// Pictures that are kept beside the tests: made smaller, compared by pixels where browser and letters are those they were
// recorded with, and by words everywhere. Decoding, shrinking and comparing is done by the browser, which is there anyway.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { root } from './browser';

const folder = join(root, 'tests/e2e/gallery');
const failedFolder = join(root, 'artefacts/gallery');
/** `npm run pictures` sets it: what is shown now becomes what is kept. */
export const recording = process.env.SPIKETRACE_PICTURES === 'record';

/** Half the size still shows every mark; the words are compared as words. */
const SCALE = 0.5;
/** Channels are kept in steps of so much: a picture is then a third as large, and looks the same. */
const STEP = 16;
/** A channel may be off by so much: rounding, not another colour. */
const MOST_CHANNEL = 32;
/** So many pixels of a picture may be off by more: less than a word, or one mark. */
const MOST_PIXELS = 24;

export interface Recorded {
  readonly browser: string;
  /** How this machine draws letters: a number over the pixels of a few of them. */
  readonly letters: string;
}

/** What pictures depend on beside the page. */
export async function surroundings(browser: Browser, page: Page): Promise<Recorded> {
  const letters = await page.evaluate(async () => {
    const texts: ReadonlyArray<readonly [font: string, text: string]> = [['400 11px Inter', 'peak 386 kW, 06:27'], ['500 19px Inter', 'Demand rose 215 kW'], ['400 14px Inter, Helvetica, Arial, sans-serif', '●●○ ▸ ✓ → ✕ ‹ ›']];
    await Promise.all(texts.map(([font, text]) => document.fonts.load(font, text)));
    const canvas = Object.assign(document.createElement('canvas'), { width: 240, height: 80 });
    const context = canvas.getContext('2d')!;
    texts.forEach(([font, text], i) => {
      context.font = font;
      context.fillText(text, 2, 22 + 24 * i);
    });
    return [...context.getImageData(0, 0, canvas.width, canvas.height).data].reduce((hash, value) => Math.imul(hash ^ value, 16_777_619) >>> 0, 2_166_136_261).toString(16);
  });
  return { browser: browser.version(), letters };
}

/** Why the pictures cannot be compared by pixels here; undefined where they can. Records the surroundings when recording. */
export function otherSurroundings(now: Recorded): string | undefined {
  const file = join(folder, 'recorded.json');
  if (recording) {
    keep(file, `${JSON.stringify(now, undefined, 2)}\n`);
    return undefined;
  }
  const then = JSON.parse(readFileSync(file, 'utf8')) as Recorded;
  return then.browser !== now.browser ? `they were recorded with Chromium ${then.browser}, and this is ${now.browser}`
    : then.letters !== now.letters ? 'this machine draws letters in another way than the one they were recorded on' : undefined;
}

/** @returns what differs, in words; undefined where the picture is the kept one, or becomes it */
export async function compared(helper: Page, name: string, png: Buffer): Promise<string | undefined> {
  const file = join(folder, `${name}.webp`);
  const kept = !recording && existsSync(file) ? readFileSync(file).toString('base64') : undefined;
  const { small, differing, size } = await helper.evaluate(inBrowser, { fresh: png.toString('base64'), kept, scale: SCALE, step: STEP, mostChannel: MOST_CHANNEL });
  if (recording) {
    keep(file, Buffer.from(small, 'base64'));
    return undefined;
  }
  if (kept !== undefined && differing !== undefined && differing <= MOST_PIXELS) {
    return undefined;
  }
  keep(join(failedFolder, `${name}.webp`), Buffer.from(small, 'base64'));
  const why = kept === undefined ? 'no picture is kept' : differing === undefined ? `the kept one has another size than ${size}` : `${differing} pixels differ`;
  return `${name}: ${why}; artefacts/gallery/${name}.webp shows it as it is now`;
}

/** Words of a state, which no typeface changes: as a reader hears them. */
export function keptWords(id: string, words: string): string {
  const file = join(folder, `${id}.txt`);
  if (recording) {
    keep(file, `${words}\n`);
  }
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd() : `no words are kept of ${id}: record them with npm run pictures`;
}

function keep(file: string, content: string | Buffer): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** Runs in the page: names nothing of this file. */
async function inBrowser({ fresh, kept, scale, step, mostChannel }: { readonly fresh: string; readonly kept: string | undefined; readonly scale: number; readonly step: number; readonly mostChannel: number }): Promise<{ small: string; differing: number | undefined; size: string }> {
  const drawn = async (base64: string, type: 'png' | 'webp', by: number) => {
    const image = new Image();
    image.src = `data:image/${type};base64,${base64}`;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: Math.round(image.width * by), height: Math.round(image.height * by) });
    const context = canvas.getContext('2d')!;
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return { canvas, context, data: context.getImageData(0, 0, canvas.width, canvas.height) };
  };
  const now = await drawn(fresh, 'png', scale);
  now.data.data.forEach((value, i, all) => (all[i] = i % 4 === 3 ? 255 : Math.min(255, Math.round(value / step) * step)));
  now.context.putImageData(now.data, 0, 0);
  // Of quality 1 WebP loses nothing.
  const small = now.canvas.toDataURL('image/webp', 1).split(',')[1] ?? '';
  const size = `${now.canvas.width} × ${now.canvas.height}`;
  const then = kept === undefined ? undefined : await drawn(kept, 'webp', 1);
  if (then === undefined || then.canvas.width !== now.canvas.width || then.canvas.height !== now.canvas.height) {
    return { small, differing: undefined, size };
  }
  let differing = 0;
  for (let i = 0; i < now.data.data.length; i += 4) {
    const off = Math.max(...[0, 1, 2].map((channel) => Math.abs((now.data.data[i + channel] ?? 0) - (then.data.data[i + channel] ?? 0))));
    differing += off > mostChannel ? 1 : 0;
  }
  return { small, differing, size };
}
