import type { Completeness } from '../base';

/** Cuts an answer that is larger than may be read behind its last whole row, before anything parses it. */

export interface AnswerCaps {
  readonly rowsPerAnswer: number;
  /** Of text. */
  readonly bytesPerAnswer: number;
}

export interface Cut {
  readonly body: string;
  /** Undefined when nothing was cut. */
  readonly completeness?: Completeness;
}

/** What closes InfluxQL's JSON behind a row: values, series, its list, result, results, document. */
const ROW_OPENERS = '{[{[{[';
const ROW_CLOSERS = ']}]}]}';
/** No row of numbers or text is shorter, separator included. */
const SHORTEST_ROW = 4;

/** O(characters up to the caps). A body without a whole row within the caps stays as it is: no reader takes it. */
export function cutToCaps(body: string, caps: AnswerCaps): Cut {
  if (body.length <= caps.bytesPerAnswer && body.length <= caps.rowsPerAnswer * SHORTEST_ROW) {
    return { body };
  }
  return /^\s*\{/.test(body.slice(0, 100)) ? cutJson(body, caps) : cutLines(body, caps);
}

/** Follows strings and brackets only, so that a bracket in a text is no bracket. */
function cutJson(body: string, caps: AnswerCaps): Cut {
  const end = Math.min(body.length, caps.bytesPerAnswer);
  let stack = '';
  let rows = 0;
  let rowEnd = 0;
  let openers = '';
  for (let i = 0; i < end; i++) {
    switch (body.charCodeAt(i)) {
      case 34: // "
        i = endOfString(body, i, end);
        break;
      case 91: // [
      case 123: // {
        if (rows === caps.rowsPerAnswer && stack === ROW_OPENERS) {
          return { body: body.slice(0, rowEnd) + ROW_CLOSERS, completeness: { kind: 'truncated', by: 'row-limit', got: rows, cap: caps.rowsPerAnswer } };
        }
        stack += body[i]!;
        break;
      case 93: // ]
      case 125: // }
        stack = stack.slice(0, -1);
        if (stack === ROW_OPENERS) {
          rows++;
          rowEnd = i + 1;
          openers = stack;
        }
        break;
    }
  }
  return end === body.length || openers !== ROW_OPENERS
    ? { body }
    : { body: body.slice(0, rowEnd) + ROW_CLOSERS, completeness: { kind: 'truncated', by: 'byte-cap', got: rowEnd, cap: caps.bytesPerAnswer } };
}

/** Index of the closing quote, or `end` when it lies beyond. */
function endOfString(body: string, open: number, end: number): number {
  for (let i = open + 1; i < end; i++) {
    const code = body.charCodeAt(i);
    if (code === 92) { // backslash
      i++;
    } else if (code === 34) {
      return i;
    }
  }
  return end;
}

/** Annotated CSV: behind the last whole line, with the blank line that ends an answer. A quoted line break counts as the end of none. */
function cutLines(body: string, caps: AnswerCaps): Cut {
  const end = Math.min(body.length, caps.bytesPerAnswer);
  let quoted = false;
  let lines = 0;
  let lineEnd = 0;
  for (let i = 0; i < end; i++) {
    const code = body.charCodeAt(i);
    if (code === 34) {
      quoted = !quoted;
    } else if (code === 10 && !quoted) {
      lineEnd = i + 1;
      if (++lines === caps.rowsPerAnswer && lineEnd < body.length) {
        return { body: `${body.slice(0, lineEnd)}\r\n`, completeness: { kind: 'truncated', by: 'row-limit', got: lines, cap: caps.rowsPerAnswer } };
      }
    }
  }
  return end === body.length || lineEnd === 0
    ? { body }
    : { body: `${body.slice(0, lineEnd)}\r\n`, completeness: { kind: 'truncated', by: 'byte-cap', got: lineEnd, cap: caps.bytesPerAnswer } };
}
