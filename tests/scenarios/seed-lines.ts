import type { SamplePlant } from './sample-plant';

/** Writes the sample plant as InfluxDB line protocol, under exactly the names of the default plant map. */

/** What the plant's integer state codes stand for: the place of the name in the machine's own list. */
export function* seedLines(plant: SamplePlant): Iterable<string> {
  const tags = 'line=line-1,meter=incomer\\ 1';
  const { meter, register } = plant;
  for (let i = 0; i < meter.timeMs.length; i++) {
    yield `energy_meter,${tags} power_kw=${decimal(meter.demandKw[i])} ${nanoseconds(meter.timeMs[i])}`;
  }
  for (let i = 0; i < register.timeMs.length; i++) {
    yield `energy_meter,${tags} energy_kwh=${decimal(register.energyKwh[i])} ${nanoseconds(register.timeMs[i])}`;
  }
  for (const log of plant.machines) {
    for (let i = 0; i < log.timeMs.length; i++) {
      const code = log.stateCode[i] ?? 0;
      const state = log.states[code] ?? '';
      const running = !['OFF', 'STOPPED', 'IDLE', 'STANDBY', 'UNLOADED'].includes(state);
      yield `machine_state,line=line-1,machine=${tag(log.machineId)} state=${text(state)},code=${code}i,running=${running} ${nanoseconds(log.timeMs[i])}`;
    }
  }
  for (const shift of plant.shifts) {
    const [name = '', crew = ''] = shift.text.split(', crew ');
    yield `shift_event shift=${text(name)},crew=${text(crew)} ${nanoseconds(shift.startMs)}`;
  }
}

function decimal(value: number | undefined): string {
  return String(value ?? 0);
}

function nanoseconds(ms: number | undefined): string {
  return `${Math.round(ms ?? 0)}000000`;
}

function tag(value: string): string {
  return value.replace(/([ ,=])/g, '\\$1');
}

function text(value: string): string {
  return `"${value.replace(/(["\\])/g, '\\$1')}"`;
}
