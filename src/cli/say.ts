import { storedText } from '../base';

/** Messages for people, on standard error: names from data cannot steer a terminal. */

export function say(text: string): void {
  process.stderr.write(`${text.split('\n').map(storedText).join('\n')}\n`);
}
