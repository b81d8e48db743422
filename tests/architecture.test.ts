// Who may import whom, as data: one way only, through index files, and no cycles.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

interface Allowed {
  readonly own: readonly string[];
  readonly outside: readonly RegExp[];
}

const grafana = [/^@grafana\/(data|ui|runtime|schema|i18n)$/, /^react(-dom)?(\/.*)?$/, /^rxjs(\/operators)?$/, /^@emotion\/css$/];
const drawn = ['base', 'engine', 'thread', 'frames', 'chart', 'links', 'workflow'];

const table: Readonly<Record<string, Allowed>> = {
  base: { own: [], outside: [] },
  engine: { own: ['base'], outside: [] },
  thread: { own: ['base', 'engine'], outside: [] },
  files: { own: ['base'], outside: [] },
  influx: { own: ['base'], outside: [/^@influxdata\/influxdb-client(-browser)?$/] },
  trial: { own: ['base', 'files', 'influx'], outside: [] },
  chart: { own: ['base', 'engine'], outside: [/^d3-[a-z-]+$/] },
  links: { own: ['base', 'engine'], outside: [/^valibot$/] },
  workflow: { own: ['base', 'engine'], outside: [] },
  frames: { own: ['base', 'engine'], outside: [/^@grafana\/data$/] },
  datasource: { own: ['base', 'engine', 'thread', 'influx', 'files', 'trial', 'frames'], outside: grafana },
  panel: { own: drawn, outside: grafana },
  app: { own: [...drawn, 'influx'], outside: grafana },
  cli: { own: ['base', 'engine', 'influx', 'files', 'chart', 'links', 'workflow', 'frames'], outside: [/^node:/] },
  workbench: {
    own: [...drawn, 'influx', 'files', 'trial', 'datasource', 'panel', 'app', 'cli', 'tests/scenarios', 'tests/support'],
    outside: [...grafana, /^@grafana\/scenes$/, /^react-router-dom$/, /^node:/],
  },
};

/** Exceptions, each with its reason. A new one is a debt that somebody signs for here. */
const debt: readonly { readonly file: string; readonly imports: string; readonly because: string }[] = [];

const root = resolve(__dirname, '..');
const source = join(root, 'src');

const filesOf = (folder: string): readonly string[] => readdirSync(folder).flatMap((name) => {
  const path = join(folder, name);
  return statSync(path).isDirectory() ? filesOf(path) : /\.tsx?$/.test(name) ? [path] : [];
});

const named = (path: string): string => relative(root, path).split(sep).join('/');

interface Import {
  readonly file: string;
  readonly text: string;
  /** The file it leads to; undefined for a package. */
  readonly target?: string;
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const found = [
    ...text.matchAll(/^\s*(?:import|export)\s[^;'"]*?from\s*['"]([^'"]+)['"]/gm),
    ...text.matchAll(/^\s*import\s*['"]([^'"]+)['"]/gm),
    ...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g),
    ...text.matchAll(/new URL\(\s*['"](\.[^'"]+)['"]\s*,\s*import\.meta\.url/g),
  ];
  return found.map(([, name = '']) => ({ file: named(file), text: name, ...(name.startsWith('.') ? { target: resolved(file, name) } : {}) }));
}

function resolved(file: string, name: string): string {
  const base = resolve(dirname(file), name);
  const found = [base, `${base}.ts`, `${base}.tsx`, join(base, 'index.ts'), join(base, 'index.tsx')]
    .find((path) => existsSync(path) && statSync(path).isFile());
  return named(found ?? base);
}

const homeOf = (path: string): string => {
  const parts = path.split('/');
  return parts[0] === 'src' ? (parts.length > 2 ? parts[1] ?? '' : '(app entry)') : parts.slice(0, 2).join('/');
};

const everyFile = filesOf(source);
const everyImport = everyFile.flatMap(importsOf);
const isDebt = ({ file, text }: Import): boolean => debt.some((one) => one.file === file && one.imports === text);

describe('architecture', () => {
  it('knows every folder of src', () => {
    const folders = readdirSync(source).filter((name) => statSync(join(source, name)).isDirectory() && name !== 'img');
    expect(folders.filter((name) => table[name] === undefined)).toEqual([]);
  });

  it('lets a folder import only what the table allows', () => {
    const wrong = everyImport.filter((one) => {
      const from = homeOf(one.file);
      if (from === '(app entry)') {
        return one.target !== undefined && homeOf(one.target) !== 'app';
      }
      const allowed = table[from];
      if (one.target !== undefined) {
        const to = homeOf(one.target);
        return to !== from && allowed?.own.includes(to) !== true;
      }
      return allowed?.outside.some((pattern) => pattern.test(one.text)) !== true;
    }).filter((one) => !(homeOf(one.file) === '(app entry)' && one.target === undefined && /^@grafana\/data$/.test(one.text)));
    expect(wrong.filter((one) => !isDebt(one)).map(({ file, text }) => `${file} imports ${text}`)).toEqual([]);
  });

  it('lets folders meet only at their index, save the modules that the workbench mounts', () => {
    const deep = everyImport.filter((one) => {
      if (one.target === undefined || !one.target.startsWith('src/') || homeOf(one.target) === homeOf(one.file)) {
        return false;
      }
      const atIndex = /^src\/[^/]+\/index\.tsx?$/.test(one.target);
      // The gallery answers in Grafana's place, so it knows what the panel asks of it.
      const mounted = homeOf(one.file) === 'workbench' && /^src\/((panel|datasource)\/module|panel\/platform)\.tsx?$/.test(one.target);
      return !atIndex && !mounted;
    });
    expect(deep.filter((one) => !isDebt(one)).map(({ file, text }) => `${file} imports ${text}`)).toEqual([]);
  });

  it('has no cycle among files', () => {
    const edges = new Map<string, string[]>();
    for (const one of everyImport) {
      // A worker is another program: a page that starts it does not import it.
      if (one.target?.startsWith('src/') === true && !/worker/i.test(one.target)) {
        edges.set(one.file, [...(edges.get(one.file) ?? []), one.target]);
      }
    }
    const done = new Set<string>();
    const cycles: string[] = [];
    const walk = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) {
        cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
        return;
      }
      if (!done.has(file)) {
        (edges.get(file) ?? []).forEach((next) => walk(next, [...path, file]));
        done.add(file);
      }
    };
    [...edges.keys()].forEach((file) => walk(file, []));
    expect(cycles).toEqual([]);
  });

  it('keeps no debt that is already paid', () => {
    expect(debt.filter((one) => !everyImport.some((found) => found.file === one.file && found.text === one.imports))).toEqual([]);
  });

  it('makes no code from text and no markup from data', () => {
    const wrong = everyFile.filter((file) => /dangerouslySetInnerHTML|\.innerHTML\s*=|\beval\(|new Function\(/.test(readFileSync(file, 'utf8')));
    expect(wrong.map(named)).toEqual([]);
  });
});
