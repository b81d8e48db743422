import { isUnknownState } from './columns';

/** Sorts state names as controllers report them into the few classes that are drawn alike and mean alike. */

export type StateClass = 'running' | 'starting' | 'idle' | 'waiting' | 'setup' | 'fault' | 'off' | 'unknown' | 'other';

/** English and German, as controllers write them; accents are taken off before. */
const words: ReadonlyArray<readonly [StateClass, RegExp]> = [
  ['fault', /\b(fault|faulted|alarm|abort|aborted|aborting|error|trip|tripped|emergency|storung|gestort|fehler|not ?aus)\b/],
  ['off', /\b(off|stopped|stop|stopping|shutdown|power off|down|sleep|out of service|false|aus|ausgeschaltet|gestoppt|steht|stillstand|ausser betrieb)\b/],
  ['starting', /\b(start ?up|warm ?up|heat( ?up)?|heating( up)?|starting|preheat(ing)?|resetting|anlauf|anfahren|hochlauf|(auf|vor)?heizen)\b/],
  ['setup', /\b(set ?up|clean|cleaning|cip|clearing|changeover|maintenance|manual|(um)?rusten|einrichten|reinigung|reinigen|wartung|handbetrieb)\b/],
  ['waiting', /\b(held|holding|unholding|hold|suspended|suspending|unsuspending|waiting|wait|blocked|starved|paused|interrupted|feed hold|halten|wartet|warten|pause|unterbrochen|blockiert)\b/],
  ['idle', /\b(idle|unloaded|stand ?by|ready|not executing|complete|completed|^none$|leerlauf|leer|bereit|betriebsbereit)\b/],
  ['running', /\b(running|run|loaded|execute|executing|automatic|active|producing|processing|completing|drying|cooling|on|true|stage \d+|lauft|ein|betrieb|produktion|automatik|last|aktiv|kuhlen|trocknen)\b/],
];

/** A number at the end is one of its kind: HOLD2 holds. A name that says nothing to us is `other`: drawn like running in a neutral fill, never like silence. */
export function stateClass(state: string): StateClass {
  if (isUnknownState(state)) {
    return 'unknown';
  }
  const plain = state.trim().toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replace(/ß/g, 'ss').replace(/[_\-\s]+/g, ' ').replace(/([a-z])(\d+)$/, '$1 $2');
  return words.find(([, pattern]) => pattern.test(plain))?.[0] ?? 'other';
}
