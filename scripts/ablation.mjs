// `npm run ablation`: what each part of the engine weighs, and how well the engine answers without it. The plants are those of
// `npm run accuracy`, and so are the options; without any it looks at training seeds alone, for its figures may decide what stays.
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { needDependencies } from './lib/dependencies.mjs';
import { root } from './lib/stale.mjs';

/** Per part: the file whose function gives way, the function, and what stands in its place: the answer it gives where it finds nothing. */
const PARTS = {
  'cycles inside states': ['cycle', 'cyclesOf', '() => []'],
  'clock offsets': ['offsets', 'estimateClocks', '(clocks) => clocks.map(() => ({ kind: "none", why: "coarse-readings" }))'],
  '… with costs that suit each shift': ['clock-costs', 'costsAtBestShift', '() => undefined'],
  'clocks that are hours off': ['far-clock', 'withFarClocks', '(offsets) => offsets'],
  'start-ups': ['start-up-search', 'startUps', '() => []'],
  'machines that switch together': ['groups', 'switchingTogether', '() => []'],
  'variation inside states': ['remainder', 'shareOut', '(v, r, w, { length }) => ({ kw: new Float64Array(length), left: new Float64Array(length), strangeShare: 0 })'],
  'what stamps and the ridge may do to costs': ['cost-errors', 'costErrors', '(fit, problem, tracks, { length }) => new Float64Array(length)'],
  'what visits differ by': ['visits', 'visitSpread', '(tracks, { length }) => new Float64Array(length)'],
};

await needDependencies();
const { build } = await import('esbuild');

const whole = await weight();
const options = process.argv.length > 2 ? process.argv.slice(2) : ['--sweep'];
console.log(`The whole engine in one file: ${whole} bytes gzipped. accuracy ${options.join(' ')}`);
console.log('| without | gzipped bytes less | clear1 | top1 | misall | FAR | falseU | ECE | prec80 | band |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |');
for (const [name, part] of [['(nothing)', undefined], ...Object.entries(PARTS)]) {
  console.log(`| ${name} | ${whole - (await weight(part))} | ${(await figures(part)).join(' | ')} |`);
}

/** The engine as the panel's worker has it, minified, without the part. */
async function weight(part) {
  const { outputFiles: [file] } = await build({ ...shared(part), stdin: { contents: "export { answer } from './src/thread/request'; export { STATIONS } from './src/engine/analyse';", resolveDir: root }, format: 'esm', minify: true });
  return gzipSync(file.contents, { level: 9 }).length;
}

/** Means of the plants and pooled figures, as the last lines of `npm run accuracy -- --fast` have them. */
async function figures(part) {
  const { outputFiles: [file] } = await build({ ...shared(part), entryPoints: [join(root, 'tests/accuracy/main.ts')], platform: 'node', format: 'cjs', packages: 'external' });
  const said = execFileSync(process.execPath, ['-', '--fast', '--json', ...options], { cwd: root, input: file.text, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['pipe', 'pipe', 'inherit'] });
  const { summary } = JSON.parse(said).pooled[0];
  return ['clearTop1', 'top1', 'misallocated', 'far', 'falseUnexplained', 'ece', 'precision80', 'band'].map((name) => summary[name].toFixed(3));
}

function shared(part) {
  return { absWorkingDir: root, bundle: true, write: false, target: 'es2022', logLevel: 'warning', plugins: part ? [givingWay(part)] : [] };
}

/** In place of one export of a module stands another; the module's others stay. @throws where the module has no such export */
function givingWay([name, exported, instead]) {
  const file = resolve(root, 'src/engine', `${name}.ts`);
  let met = false;
  return {
    name: 'giving-way',
    setup({ onLoad, onResolve, onEnd }) {
      onResolve({ filter: /^the-real$/ }, () => ({ path: file, namespace: 'real', sideEffects: false }));
      onLoad({ filter: /.*/, namespace: 'real' }, async () => ({ contents: await source(file, exported), loader: 'ts', resolveDir: join(root, 'src/engine') }));
      onLoad({ filter: /.*/ }, ({ path }) => {
        if (path !== file) {
          return undefined;
        }
        met = true;
        return { contents: `export * from 'the-real'; export const ${exported} = ${instead};`, loader: 'ts', resolveDir: root };
      });
      onEnd(() => {
        if (!met) {
          throw new Error(`src/engine/${name}.ts is not part of the engine any more: scripts/ablation.mjs names it.`);
        }
      });
    },
  };
}

async function source(file, exported) {
  const text = await readFile(file, 'utf8');
  if (!text.includes(`export function ${exported}(`)) {
    throw new Error(`${file} has no function ${exported} any more: scripts/ablation.mjs names it.`);
  }
  return text;
}
