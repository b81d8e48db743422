/** Seeded hostile names: what leaves a quote, begins a comment, is filled in by Grafana, turns a line round, or is a name that JavaScript keeps for itself. */
import { seededRandom } from '../scenarios/seeded';

const FRAGMENTS = [
  `'`, `"`, `\\`, `\\'`, `\\"`, `''`, `""`, '`', '\n', '\r\n', '\t', '\0', '\u0001', '\u007f', '--', '/*', '*/', '//', '#', ';', `'; DROP DATABASE plant; --`, `"; DROP SERIES FROM "m`,
  `\\'; DELETE FROM "m" --`, `' OR 1=1 --`, `' OR ''='`, '" or true or r["a"] == "', '") |> to(bucket: "plant") //', '|> yield(name: "x")', '${', '${1}', '${r._value}', '\\${x}', '$', '$__interval', '$__interval_ms',
  '$timeFilter', '$interval', '$__timeFilter(time)', '$1', '$start', '{{', '}}', 'v.bucket', 'v.timeRangeStart', 'r.organization', '.', ',', ' ', '=', '(', ')', '[', ']', '{', '}', '|>', '=>', '=~ /.*/', '/.*/', '^.*$', '.*',
  '%', '%27', '%00', '&db=other', '+', '?', '<img src=x onerror=alert(1)>', '</script>', '\u202e', '\u200f', '\u2028', '\ufeff', 'é', '\u0301', 'ﬀ', '\u212a', '名', '😀', '👩‍🔧', '\ud83d', '__proto__', 'constructor', 'toString', 'hasOwnProperty',
  'null', 'NaN', 'true', 'SELECT', 'INTO', 'import "http"', 'option now = () => 0', 'time', '_time', '_value', 'name', 'UNION ALL SELECT', "E'\\x27'", 'x', 'machine', '1',
] as const;

/** @returns `count` different names, each of one to six fragments; the same for the same seed */
export function hostileNames(seed: number, count: number): readonly string[] {
  const { next } = seededRandom(seed);
  const names = new Set<string>(FRAGMENTS.slice(0, count));
  while (names.size < count) {
    names.add(Array.from({ length: 1 + Math.floor(next() * 6) }, () => FRAGMENTS[Math.floor(next() * FRAGMENTS.length)]).join(''));
  }
  return [...names];
}
