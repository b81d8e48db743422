// A workbench over a plant of the test's own: its columns, its plant map, on loopback; what the database holds may be changed in between.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlantMap } from '../../src/influx';
import type { EmbeddedColumn } from '../support/embedded-influx';
import { serveInflux } from '../support/serve-influx';
import { freePort, startWorkbench } from './browser';

export interface OwnPlant {
  readonly address: string;
  readonly hold: (columns: readonly EmbeddedColumn[]) => void;
  /** The exit code of the workbench. */
  readonly stop: () => Promise<number | null>;
}

export async function startOwnPlant(columns: readonly EmbeddedColumn[], map: PlantMap): Promise<OwnPlant> {
  const influx = await serveInflux(columns);
  const folder = mkdtempSync(join(tmpdir(), 'spiketrace-plant-'));
  const file = join(folder, 'plant.json');
  writeFileSync(file, JSON.stringify(map));
  const end = async (): Promise<void> => {
    await influx.close();
    rmSync(folder, { recursive: true });
  };
  try {
    const workbench = await startWorkbench(await freePort(), { INFLUX_URL: influx.url, SPIKETRACE_INFLUX_DATABASE: 'plant' }, ['--plant', file]);
    return {
      address: workbench.address, hold: influx.hold,
      stop: async () => {
        const code = await workbench.stop();
        await end();
        return code;
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}
