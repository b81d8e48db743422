import { useEffect, useState } from 'react';
import { readRecords, RECORD_EVENT, RECORD_PROPERTY, type RequestRecord } from '../influx';

/** The record of requests as it stands now; it grows while the page is open. Oldest first. */
export function useRequests(): readonly RequestRecord[] {
  const [records, setRecords] = useState(read);
  useEffect(() => {
    const look = () => setRecords(read());
    window.addEventListener(RECORD_EVENT, look);
    return () => window.removeEventListener(RECORD_EVENT, look);
  }, []);
  return records;
}

function read(): readonly RequestRecord[] {
  return readRecords((window as unknown as Record<string, unknown>)[RECORD_PROPERTY]);
}
