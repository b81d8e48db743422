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

/** The influxd of InfluxDB 1.x from PATH or apt; not asked for when INFLUX_URL names a server. Throws with what to install. */
export function needInfluxd() {
  if (process.env.INFLUX_URL) {
    return undefined;
  }
  const find = () => onPath('influxd');
  return find() ?? installed('influxdb', find) ??
    fail('The integration tests need an InfluxDB 1.x: install it (Debian: apt-get install influxdb), or set INFLUX_URL to a server that the tests may use (only databases spiketrace_test_* are written).');
}

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
