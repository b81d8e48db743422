import { bytesOf, lineEnd, lineText } from './bytes';
import { cellsOf } from './csv';

/** Columns of a meter file that hold power or a register, by their names. */
export interface MeterColumn {
  readonly name: string;
  readonly kind: 'power' | 'counter';
}

/** In the order of the head; empty where no name tells. `*_kwh*` is a register, any other name with kW a power. */
export function meterColumns(content: string | Uint8Array): MeterColumn[] {
  const bytes = bytesOf(content);
  const names = cellsOf(lineText(bytes, 0, lineEnd(bytes, 0))).map((cell) => cell.trim());
  return names.filter((name) => /kw/i.test(name)).map((name) => ({ name, kind: /kwh/i.test(name) ? 'counter' : 'power' }));
}
