import { completenessText, HOUR_MS, MINUTE_MS, type Completeness, type Notice, type TimeRange } from '../../base';
import { powerIn, type PowerText } from '../../chart';
import type { Finding, Investigation } from '../../engine';
import type { SeenLink, SpikeLink } from '../../links';
import type { Plant } from '../useAnswer';
import { clock, dateText, endClock, hidden, instantsIn, inZone, nameText, someOf } from './parts';
import { silencesTold } from './silence';

/** What stands in a row above the picture: cut data, warnings about the data, a link that does not fit. Each text once. */
export function noticesOf(plant: Plant, result: Investigation, range: TimeRange, zone: string): Notice[] {
  const byText = new Map<string, Notice>();
  const whose = new Map<string, Set<string>>();
  const about = (name: string, completeness: Completeness) => {
    const text = completenessText(completeness);
    if (text) {
      whose.set(text, (whose.get(text) ?? new Set()).add(name));
    }
  };
  const cut = loadedOf(plant, range);
  const seen = completenessText(plant.view.completeness);
  if (cut) {
    const [loaded, all] = [cut, range].map(({ startMs, endMs }) => Math.round((endMs - startMs) / MINUTE_MS));
    byText.set('', { severity: 'warning', code: CUT, text: `Only ${loaded} of ${all} minutes are loaded. ${seen} Nothing is ranked until the rest is there.` });
  } else {
    about(plant.view.meterId, plant.view.completeness);
  }
  if (plant.learn && completenessText(plant.learn.completeness) !== seen) {
    about(`${plant.learn.meterId} (the days learnt from)`, plant.learn.completeness);
  }
  plant.machines.forEach(({ machineId, completeness }) => about(machineId, completeness));
  whose.forEach((names, text) => byText.set(text, {
    severity: 'warning', code: 'incomplete', text: `${someOf([...names])}: ${text} Nothing is ranked on incomplete data.`,
  }));
  // What is merely good to know stands in the data line and the query inspector; a row is for what changes the answer.
  const warnings = [...plant.notices, ...result.notices].filter((notice) => notice.severity !== 'info' && !isElsewhere(notice, range));
  silencesTold(warnings, range, zone).forEach((notice) => byText.set(notice.text, { ...notice, text: hidden(inZone(notice.text, zone)).replace(/ -(?=\d)/g, ' −') }));
  return [...byText.values()];
}

/** The learning range is days longer than the view: a single fall of a register there changes nothing that is seen. */
function isElsewhere({ code, text }: Notice, { startMs, endMs }: TimeRange): boolean {
  const at = instantsIn(text);
  return code === 'counter-reset' && at.length > 0 && !text.includes(' first at ') && at.every((ms) => ms < startMs - HOUR_MS || ms > endMs + HOUR_MS);
}

/** Of a picture that ends early: what the rest can be asked for beside. */
export const CUT = 'cut';

/** The part of the range that is there, where the answer about the meter ended early; undefined where it did not. */
export function loadedOf({ view: { completeness, timeMs, windowMs = 0 } }: Plant, { startMs, endMs }: TimeRange): TimeRange | undefined {
  const lastMs = (timeMs.at(-1) ?? startMs) + windowMs;
  return completeness.kind === 'truncated' && lastMs > startMs && lastMs < endMs ? { startMs, endMs: lastMs } : undefined;
}

/** @param matched the spike that the link means, when there is one in view */
export function linkNotice(link: SpikeLink, matched: Finding | undefined, zone: string): Notice | undefined {
  switch (link.kind) {
    case 'none':
      return undefined;
    case 'malformed':
      return { severity: 'warning', code: 'link-malformed', text: `The link names no spike that can be read (“${nameText(link.text.slice(0, 60))}”); the largest one in view is shown. Copy the link once more from where it came.` };
    case 'spike':
      return matched ? undefined : {
        severity: 'warning', code: 'link-unmatched',
        text: `No spike in view is the one of the link (${dateText(link.startMs, zone)}, ${clock(link.startMs, zone)} to ${endClock(link, zone)}); the largest one in view is shown. Widen the time range to find it.`,
      };
  }
}

/** Whether the readings are still what the sender of a link saw. */
export function seenNotice(seen: SeenLink, finding: Finding, hash: string, display: PowerText): Notice | undefined {
  switch (seen.kind) {
    case 'none':
      return undefined;
    case 'malformed':
      return { severity: 'info', code: 'link-seen-malformed', text: 'What the sender of this link saw cannot be read; the data are as they are now.' };
    case 'seen':
      return seen.hash === hash
        ? { severity: 'info', code: 'link-same', text: 'Same data as when sent.' }
        : { severity: 'warning', code: 'link-changed', text: `Data changed since: it said ${powerIn(display, seen.excessKw)}, now ${display.number(finding.excessKw * display.perKw)} ${display.unit}.` };
  }
}

/** A link to readings that are gone, though the meter has given others since. */
export function expiredNotice(lastReadingMs: number | undefined, link: { readonly endMs: number }): Notice | undefined {
  return lastReadingMs !== undefined && lastReadingMs > link.endMs
    ? { severity: 'warning', code: 'link-expired', text: 'Expired by retention: the meter has later readings, but those of this spike are gone. The link still says when it was.' }
    : undefined;
}
