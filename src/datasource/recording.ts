import { MOST_RECORDS, RECORD_EVENT, RECORD_PROPERTY, recordText, type RequestRecord } from '../influx';

/** Keeps the record of requests where the app's page, which is another bundle, can read it: texts in one property of the window. */

export function keepRecord(record: RequestRecord): void {
  const page = window as unknown as Record<string, unknown>;
  const kept: unknown = page[RECORD_PROPERTY];
  const texts: unknown[] = Array.isArray(kept) ? kept : [];
  texts.push(recordText(record));
  texts.splice(0, Math.max(0, texts.length - MOST_RECORDS));
  page[RECORD_PROPERTY] = texts;
  window.dispatchEvent(new Event(RECORD_EVENT));
}
