// Finds the programs that the tests need beside Node, and installs them where that is possible without asking.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first of `names` on PATH, or undefined. */
export function onPath(...names) {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    for (const name of names) {
      const file = join(folder, name);
      try {
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        // the next one
      }
    }
  }
  return undefined;
}

/** Chromium from CHROMIUM_PATH, PATH, or apt. Throws with what to install. */
export function needChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (!existsSync(named)) {
      throw new Error(`CHROMIUM_PATH is ${named}, and there is no such file.`);
    }
    return named;
  }
  const find = () => onPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable');
  return find() ?? installed('chromium', find) ??
    fail('The browser tests need Chromium. Install it (Debian: apt-get install chromium), or set CHROMIUM_PATH to its program.');
}

/** The image that the tests run where there is a container engine and no influxd; tests/support/container.ts has the same. */
const influxImage = 'influxdb:1.8.10';

/**
 * A real InfluxDB 1.x for the tests: INFLUX_URL, influxd on PATH, a container engine, or apt. Throws with what to install.
 * @returns `said` for people, and `own`: whether a server with logins of its own can be started beside it
 */
export async function needInflux() {
  const url = (process.env.INFLUX_URL ?? '').replace(/\/+$/, '');
  if (url !== '') {
    await mustAnswer(url);
    const own = onPath('influxd') !== undefined || engineWithInflux() !== undefined;
    return { said: `InfluxDB: ${url} (INFLUX_URL); only databases spiketrace_test_* are written.`, own };
  }
  const find = () => onPath('influxd');
  const program = find();
  if (program !== undefined) {
    return { said: `InfluxDB: ${program}`, own: true };
  }
  const engine = engineWithInflux();
  if (engine !== undefined) {
    return { said: `InfluxDB: ${influxImage} in ${engine}`, own: true };
  }
  const fresh = installed('influxdb', find) ?? fail('The integration tests need an InfluxDB 1.x. Install it (Debian: apt-get install influxdb), or start Docker or Podman, or set INFLUX_URL to a server that the tests may use (only databases spiketrace_test_* are written).');
  return { said: `InfluxDB: ${fresh}, just installed`, own: true };
}

async function mustAnswer(url) {
  const answer = await fetch(`${url}/ping`, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
  if (answer?.ok !== true) {
    fail(`INFLUX_URL is ${url}, and no InfluxDB answers there${answer === undefined ? '' : ` (HTTP ${answer.status})`}. Start it, or unset INFLUX_URL to let the tests find another.`);
  }
}

/** Docker or Podman whose daemon answers and which has the image, or can pull it; says aloud why not. */
function engineWithInflux() {
  const engine = onPath('docker', 'podman');
  if (engine === undefined) {
    return undefined;
  }
  const asked = (...args) => spawnSync(engine, args, { encoding: 'utf8', timeout: 300_000 });
  const info = asked('info');
  if (info.status !== 0) {
    console.log(`${engine} is there, but does not answer: ${lastLine(info.stderr)}`);
    return undefined;
  }
  if (asked('image', 'inspect', influxImage).status === 0) {
    return engine;
  }
  console.log(`Pulling ${influxImage} with ${engine} …`);
  const pulled = asked('pull', influxImage);
  if (pulled.status !== 0) {
    console.log(`${engine} could not pull ${influxImage}: ${lastLine(pulled.stderr)}`);
    return undefined;
  }
  return engine;
}

const lastLine = (text) => (text ?? '').trim().split('\n').pop() ?? '';

function installed(name, find) {
  if (process.getuid?.() !== 0 || onPath('apt-get') === undefined) {
    return undefined;
  }
  console.log(`Installing ${name} with apt-get, since it is missing …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env });
  // policy-rc.d is not touched: a container starts no service anyway, and the tests start their own server.
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], { stdio: 'inherit', env });
  return find();
}

function fail(message) {
  throw new Error(message);
}
