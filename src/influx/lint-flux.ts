/** Says whether a finished Flux text can only read: an allow-list of its functions and imports, texts in quotes set aside. */

const TEXT = /"(?:[^"\\]|\\[\s\S])*"/g;
/** What a builder of this program may write in front of a bracket. Whatever else takes brackets could write, or call out of the server. */
const FUNCTIONS = new Set([
  'from', 'range', 'filter', 'aggregateWindow', 'last', 'limit', 'keep', 'set', 'group', 'sort', 'duplicate', 'drop', 'yield', 'data', 'buckets', 'difference', 'first', 'window',
  'schema.measurements', 'schema.measurementFieldKeys', 'schema.measurementTagKeys', 'schema.measurementTagValues', 'mean', 'max', 'min', 'count',
]);
const IMPORTS = new Set(['"influxdata/influxdb/schema"']);

/** Undefined when it only reads; else why it is refused. */
export function checkFluxReadOnly(text: string): string | undefined {
  const imports = [...text.matchAll(/^import (.*)$/gm)].map((found) => found[1] ?? '');
  const foreign = imports.find((one) => !IMPORTS.has(one));
  if (foreign !== undefined) {
    return `it imports ${foreign}`;
  }
  const filledIn = (text.match(TEXT) ?? []).find((one) => /\$\{/.test(one.replace(/\\[\s\S]/g, '_')));
  if (filledIn !== undefined) {
    return 'a text of it fills in an expression';
  }
  const bare = text.replace(TEXT, '""');
  if (/[\\']|"(?!")/.test(bare.replace(/""/g, ''))) {
    return 'a quote is not closed';
  }
  if (/\/\/|\/\*|#|\$|;/.test(bare)) {
    return 'it holds a comment or a sign that has no place in it';
  }
  if (/\boption\b|\bbuiltin\b|\btestcase\b|\bpackage\b/.test(bare)) {
    return 'it sets an option';
  }
  if (bare.split(/\bimport\b/).length - 1 !== imports.length) {
    return 'it imports in an unexpected place';
  }
  const called = [...bare.replace(/\b(and|or)\b/g, ' + ').matchAll(/([A-Za-z_][\w.]*|\)|\])\s*\(/g)].map((found) => found[1] ?? '');
  const unknown = called.find((name) => !FUNCTIONS.has(name));
  return unknown === undefined ? undefined : `it calls ${unknown === ')' || unknown === ']' ? 'something without a name' : unknown}`;
}
