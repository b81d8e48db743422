/** A throw-away InfluxDB 1.x in a container, for machines that have Docker or Podman and no influxd. Loopback, removed when it is stopped. */
import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { onPath } from '../../src/workbench/server/on-path';
import type { ThrowawayInflux } from '../../src/workbench/server/throwaway';

/** The same as in docker-compose.yml. */
export const IMAGE = 'influxdb:1.8.10';

/** docker, else podman, of PATH; undefined when there is neither. */
export const engineOnPath = (path: string | undefined = process.env['PATH']): string | undefined => onPath(['docker', 'podman'], path);

const run = promisify(execFile);

/** Waits up to 60 s for the first ping. Rejects with the engine's own words, and leaves no container behind. */
export async function startContainer(engine: string, options: { readonly auth?: boolean } = {}): Promise<ThrowawayInflux> {
  const auth = options.auth === true ? ['-e', 'INFLUXDB_HTTP_AUTH_ENABLED=true'] : [];
  const { stdout } = await run(engine, ['run', '--rm', '--detach', '--publish', '127.0.0.1::8086', '-e', 'INFLUXDB_REPORTING_DISABLED=true', ...auth, IMAGE]);
  const id = stdout.trim().split('\n').pop() ?? '';
  // A test that is ended in the middle stops it too.
  const onExit = (): void => {
    execFileSync(engine, ['rm', '--force', id], { stdio: 'ignore' });
  };
  process.once('exit', onExit);
  const stop = async (): Promise<void> => {
    process.removeListener('exit', onExit);
    await run(engine, ['rm', '--force', id]);
  };
  try {
    const published = await run(engine, ['port', id, '8086/tcp']);
    const port = /127\.0\.0\.1:(\d+)/.exec(published.stdout)?.[1];
    if (port === undefined) {
      throw new Error(`${engine} published no port of ${IMAGE}: ${published.stdout}`);
    }
    const url = `http://127.0.0.1:${port}`;
    for (let tries = 0; tries < 120; tries++) {
      if (await fetch(`${url}/ping`).then((answer) => answer.ok, () => false)) {
        return { url, stop };
      }
      await new Promise((done) => setTimeout(done, 500));
    }
    throw new Error(`${IMAGE} in ${engine} did not answer its ping within a minute.`);
  } catch (error) {
    await stop();
    throw error;
  }
}
