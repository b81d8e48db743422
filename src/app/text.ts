// Every visible sentence of the app's pages, and the addresses it links to.

/** Below Grafana's own address, without its sub-path. */
export const dashboardAddress = '/d/spiketrace-investigation';
export const requestsAddress = '/a/spiketrace-investigation-app/requests';
export const queriesAddress = '/connections/datasources/edit/spiketrace-plant';

export const text = {
  lead: 'An energy spike, lined up with the states of the machines: which states drew the extra power, how sure that is, and how much stays unexplained.',
  open: 'Open the investigation',
  settings: 'Settings of the data source (for administrators): address, plant map, and the switch that stops all queries',
  toRequests: 'Every request that this tab has made',
  requests: {
    lead: (most: number) => `Every question that Spiketrace asked of InfluxDB in this tab, newest first: when, what for, the whole text, and what came back. The last ${most} are kept, in this tab alone; a reload begins anew.`,
    none: 'Nothing has been asked in this tab yet. Open a dashboard that uses Spiketrace and come back without reloading the page.',
    summary: (questions: number, sent: number, rows: number) => `${questions} ${questions === 1 ? 'question' : 'questions'}, for which ${sent} HTTP ${sent === 1 ? 'request was' : 'requests were'} sent and ${rows.toLocaleString()} rows read.`,
    copy: 'Copy as CSV', copied: (rows: number) => `${rows} rows copied.`, byHand: 'Copy this text by hand:', table: 'Requests',
    columns: ['Time', 'Data source', 'Purpose', 'Statement', 'Rows', 'Milliseconds', 'Way', 'Outcome'],
    ways: { sent: 'sent', cached: 'from memory', 'not-sent': 'not sent' },
  },
  sections: [
    {
      title: 'What it reads',
      lines: [
        'The meter, the states of the machines and the shifts, from one InfluxDB, in the time range of the dashboard.',
        'The meter and the states of the fourteen days that end with the day of a spike: from these it learns what each state costs.',
        'Every query is bounded in time and in size. What was cut or is missing is said beside the chart, and is then not ranked.',
      ],
    },
    {
      title: 'What it never does',
      lines: [
        'It writes nothing to InfluxDB and has no way to a write address.',
        'Nothing runs while no browser is open: no alerts, no background queries.',
        'It proves no cause. A line is a likely contributor until somebody who knows the process confirms it.',
      ],
    },
    {
      title: 'How to read a finding',
      lines: [
        'The contributions and the unexplained rest add up to what the meter read above its reference.',
        'Machines that always switch together stand as one entry: the data cannot tell them apart.',
        'Likely means a calibrated probability of 80 % or more that the top line is the largest contributor; possible 50 % or more.',
      ],
    },
  ],
} as const;
