/** Every word of the chart, in one place. */

export const chartWords = {
  shift: 'Shift', demand: 'Demand', spikes: 'Spikes', machinesAdded: (unit: string) => `Machines, ${unit} added`, machinesByName: 'Machines, by name',
  time: 'Time', mean: (length: string | undefined) => `mean${length === undefined ? '' : ` of ${length}`}`, band: 'up to its highest', baseline: 'baseline (3 h median)', reference: 'the hour around it',
  window: (minutes: number) => `${minutes} min demand window`,
  expected: 'Expected load', expectedHelp: 'Stack what each machine is expected to draw, in the place of the band',
  table: 'Show as table', picture: 'Show as picture', showLanes: 'Show lanes', hideLanes: 'Hide lanes',
  legend: 'What the marks mean', noReading: 'no reading',
  upTo: (power: string) => `up to ${power}`,
  held: (state: string, age: string) => `${state}, for ${age}`,
  folded: (count: number, power: string | undefined) => `${count} more${power === undefined ? '' : `, together ${power}`}`,
  foldedAll: (count: number, power: string | undefined) => `${count} machines: ${power ?? 'no change'}`,
  foldedOne: (name: string, power: string | undefined) => `${name}: ${power ?? 'no change'}`,
  fold: 'Fold the quiet ones', unfold: (text: string) => `Show ${text}`,
  lane: (name: string, power: string | undefined) => `${name}${power === undefined ? '' : `, ${power}`}: evidence`,
  marked: (from: string, to: string) => `Window ${from} to ${to}. Enter attributes it, Escape drops it.`,
  notRanked: 'not ranked', joined: (count: number) => `×${count}`,
  readHelp: 'Left and right read the time, Page keys ten steps. Plus and minus zoom, 0 goes back. Shift with left or right marks a window, Enter attributes it.',
  drew: (who: string, power: string, count: number) => `${who}, ${power}${count > 1 ? ' each' : ''}`,
  notMeasured: 'not measured', atLeast: (kw: string) => `at least ${kw}`,
  mostlyUnexplained: 'mostly unexplained', spikesTable: 'Spikes', windowsTable: 'Demand windows', statesTable: 'States during the picked spike',
  columns: (unit: string) => ({ from: 'From', to: 'To', excess: `Excess, ${unit}`, energy: `Excess, ${unit}h`, top: 'What drew it', window: `Demand, ${unit}`, over: `Above contract, ${unit}`, machine: 'Machine', atStart: 'At its start', atEnd: 'At its end', changes: 'Changes', kw: `Added, ${unit}` }),
} as const;
