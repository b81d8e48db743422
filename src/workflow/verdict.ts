import { FNV_BASIS, fnvDigits, fnvWith, sharedPart, type TimeRange } from '../base';

/** A verdict about one spike, and how it is written to and read from an annotation. */

export type VerdictKind = 'confirmed' | 'corrected' | 'rejected' | 'planned';

/** In the order in which they are always offered. */
export const VERDICT_KINDS: readonly VerdictKind[] = ['confirmed', 'corrected', 'rejected', 'planned'];

/** Reason codes that are offered; any other is read back as it is. */
export const REASONS = ['start-of-shift', 'warm-up', 'changeover', 'cleaning', 'maintenance', 'test-run', 'fault', 'load-without-state', 'other'] as const;

/** What somebody says about a spike before it is stored. */
export interface VerdictDraft extends TimeRange {
  readonly kind: VerdictKind;
  readonly meterId: string;
  /** One machine, or the members of a group; empty where the verdict names none. */
  readonly machines: readonly string[];
  readonly state?: string;
  /** A short code, see REASONS. */
  readonly reason?: string;
}

export interface GivenVerdict extends VerdictDraft {
  readonly id: number;
  /** Members of a group for which its tags had no room; left out where all are named. */
  readonly unnamed?: number;
  readonly author: string;
  readonly givenMs: number;
  /** What was written, the link left out; as text, whatever it holds. */
  readonly said: string;
}

/** An annotation as Grafana gives it back, so far as it is read here; other programs write them too. */
export interface StoredAnnotation {
  readonly id: number;
  readonly time: number;
  readonly timeEnd?: number;
  readonly tags: readonly string[];
  readonly text: string | null;
  readonly login?: string;
  readonly created?: number;
}

/**
 * Grafana refuses an annotation whose tags are longer than this as JSON (`[annotations] tags_length`: 500 bytes, never less), and on MySQL
 * and PostgreSQL one with a longer value (the table `tag`: 100 characters). The bytes of a value leave room for one of each kind.
 */
export const TAG_LIMITS = { bytes: 500, valueCharacters: 100, valueBytes: 110 } as const;

/**
 * The tags of contracts.md, without repeats, within TAG_LIMITS: `machines:<count>` says how many a group has whose members are not all
 * named, and a long name is shortened, with eight digits by which it is known. O(machines²)
 */
export function verdictTags({ kind, meterId, machines, state, reason }: VerdictDraft): string[] {
  const group = [...new Set(machines)];
  const first = (count: number) => [
    'spiketrace', tag('verdict', kind), tag('meter', meterId), ...group.slice(0, count).map((machine) => tag('machine', machine)),
    ...(count < group.length ? [`machines:${group.length}`] : []), ...(state ? [tag('state', state)] : []), ...(reason ? [tag('reason', reason)] : []),
  ];
  let count = group.length;
  while (count > 1 && first(count).reduce((sum, one) => sum + bytesOf(one) + 3, 1) > TAG_LIMITS.bytes) {
    count--;
  }
  return first(count);
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

const tag = (name: string, value: string): string => `${name}:${written(value)}`;

/**
 * Grafana cuts a tag at its second colon and trims it (ParseTagPairs in pkg/services/tag), so colons, spaces of any kind at the ends, and the
 * per cent sign that writes them, are escaped.
 */
function written(value: string): string {
  const escaped = value.replace(/[%:]|^[\s\u0085]+|[\s\u0085]+$/g, encodeURIComponent);
  const fits = (text: string, { characters, bytes }: { readonly characters: number; readonly bytes: number }) => text.length <= characters && bytesOf(text) <= bytes;
  const [characters, bytes] = [TAG_LIMITS.valueCharacters, TAG_LIMITS.valueBytes];
  if (fits(escaped, { characters, bytes })) {
    return escaped;
  }
  const mark = `…${digitsOf(value)}`;
  const left = { characters: characters - mark.length, bytes: bytes - bytesOf(mark) };
  let head = '';
  for (const one of escaped) {
    if (!fits(head + one, left)) {
      break;
    }
    head += one;
  }
  return `${head.replace(/%[0-9A-F]?$/, '')}${mark}`;
}

/** Eight hex digits of FNV-1a over the code units: two long names that begin alike differ in them. */
function digitsOf(text: string): string {
  let hash = FNV_BASIS;
  for (let i = 0; i < text.length; i++) {
    hash = fnvWith(hash, text.charCodeAt(i));
  }
  return fnvDigits(hash);
}

/** What stands in a tag that somebody wrote by hand may be no escape at all. */
function read(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function valuesOf(tags: readonly string[], name: string): string[] {
  return tags.filter((one) => one.startsWith(`${name}:`)).map((one) => read(one.slice(name.length + 1)));
}

/** Whether a name that was read from a tag is this one: a long one comes back shortened. */
export function isNamed(known: string, name: string): boolean {
  return known === name || (known.includes('…') && known === read(written(name)));
}

/** The text of the annotation: the sentence, then the link. Grafana's own tooltips render markup, so none is written. */
export function textOf(sentence: string, link: string): string {
  return `${sentence} ${link}`.trim().replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** A sentence with names, a note of 500 letters and a link are a fraction of it. */
const MOST_TEXT = 4000;

/** undefined when the annotation is no verdict that can be read. Never throws. */
export function verdictFrom({ id, time, timeEnd, tags, text, login, created }: StoredAnnotation): GivenVerdict | undefined {
  const kind = VERDICT_KINDS.find((one) => tags.includes(`verdict:${one}`));
  const [meterId] = valuesOf(tags, 'meter');
  const endMs = timeEnd ?? time;
  if (!kind || meterId === undefined || !tags.includes('spiketrace') || !(endMs > time)) {
    return undefined;
  }
  const [state] = valuesOf(tags, 'state');
  const [reason] = valuesOf(tags, 'reason');
  const machines = valuesOf(tags, 'machine');
  const unnamed = Number(valuesOf(tags, 'machines')[0] ?? 0) - machines.length;
  // Anybody with rights may store a whole book; it is read with every refresh.
  const plain = (text ?? '').slice(0, MOST_TEXT).replace(/&lt;/g, '<').replace(/&gt;/g, '>').trimEnd();
  const link = plain.split(/\s/).at(-1)!;
  return {
    id, kind, meterId, startMs: time, endMs, machines, ...(unnamed > 0 ? { unnamed } : {}), ...(state === undefined ? {} : { state }), ...(reason === undefined ? {} : { reason }),
    author: login ?? '', givenMs: Number(created) || 0, said: /\/(d\/spiketrace-investigation|goto\/)/.test(link) ? plain.slice(0, -link.length).trimEnd() : plain,
  };
}

/** The same spike: the same meter, and at least half of the shorter region shared. */
export function sameVerdictSpike(verdict: GivenVerdict, meterId: string, spike: TimeRange): boolean {
  return isNamed(verdict.meterId, meterId) && sharedPart(verdict, spike) >= 0.5;
}

/** All that was said about one spike, the latest last: that one is shown, and none is dropped. */
export function verdictsOn(spike: TimeRange, meterId: string, all: readonly GivenVerdict[]): GivenVerdict[] {
  return all.filter((one) => sameVerdictSpike(one, meterId, spike)).sort((a, b) => a.givenMs - b.givenMs || a.id - b.id);
}
