// A Flux-enabled InfluxDB 1.13.2 for the tests, built from its public Go module into .cache/influx: once, then reused.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onPath } from './programs.mjs';
import { root } from './stale.mjs';

const version = 'v1.13.2';
const packageConfig = 'github.com/influxdata/pkg-config@v0.3.0';
const folder = join(root, '.cache', 'influx');
const bin = join(folder, 'bin');
/** tests/support/flux-influxd.ts looks for the same file. */
export const fluxServer = join(bin, 'influxd');
const stamp = join(folder, 'version');
/** Building takes about 5 minutes of two idle cores; a machine that is busy or slow takes several times that. */
const buildLimitMs = 45 * 60_000;

/**
 * Builds it where that has not been done. Never throws for a machine that cannot.
 * @returns `said` for people; `program` where there is one
 */
export function needFluxServer(log = console.log) {
  const given = process.env.SPIKETRACE_FLUX_INFLUXD;
  if (given) {
    return existsSync(given) ? { program: given, said: `InfluxDB with Flux: ${given} (SPIKETRACE_FLUX_INFLUXD)` } : { said: `SPIKETRACE_FLUX_INFLUXD is ${given}, and there is no such file.` };
  }
  if (existsSync(fluxServer) && existsSync(stamp) && readFileSync(stamp, 'utf8') === version) {
    return { program: fluxServer, said: `InfluxDB with Flux: ${version}, built earlier into .cache/influx` };
  }
  const missing = whatIsMissing();
  if (missing !== undefined) {
    return { said: `No InfluxDB with Flux could be built: ${missing}` };
  }
  return build(log);
}

/** undefined when it can be built. */
function whatIsMissing() {
  const go = onPath('go') ?? (existsSync('/usr/local/go/bin/go') ? '/usr/local/go/bin/go' : undefined);
  if (go === undefined) {
    return 'Go is missing (1.26 or newer; go.dev/dl).';
  }
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(ran(go, ['version']).stdout) ?? [];
  if (Number(major) < 1 || (Number(major) === 1 && Number(minor) < 26)) {
    return `Go is ${major}.${minor}, and the module asks for 1.26 or newer (go.dev/dl).`;
  }
  for (const [program, advice] of [['cargo', 'Rust is missing (rustup.rs): parts of Flux are written in it.'], ['gcc', 'a C compiler is missing (Debian: apt-get install gcc).'], ['pkg-config', 'pkg-config is missing (Debian: apt-get install pkg-config).']]) {
    if (onPath(program) === undefined) {
      return advice;
    }
  }
  return undefined;
}

function build(log) {
  log(`Building InfluxDB ${version} with Flux from its Go module, once: about 5 minutes on two idle cores …`);
  rmSync(stamp, { force: true });
  mkdirSync(bin, { recursive: true });
  const env = { ...process.env, ...rust(), GOTOOLCHAIN: 'local', GOBIN: bin, PATH: `${process.env.PATH}:/usr/local/go/bin` };
  const began = Date.now();
  const tool = ran('go', ['install', packageConfig], env);
  if (tool.status !== 0) {
    return { said: `No InfluxDB with Flux could be built: its helper did not (${lastLines(tool.stderr)}). Is the Go module proxy reachable?` };
  }
  // Its own pkg-config builds the Rust part, and asks the system's for everything else.
  const server = ran('go', ['install', `github.com/influxdata/influxdb/cmd/influxd@${version}`], { ...env, PKG_CONFIG: join(bin, 'pkg-config') });
  if (server.status !== 0) {
    return { said: `No InfluxDB with Flux could be built: ${server.error ? server.error.message : lastLines(server.stderr)}` };
  }
  writeFileSync(stamp, version);
  return { program: fluxServer, said: `InfluxDB with Flux: ${version}, built in ${Math.round((Date.now() - began) / 1000)} s into .cache/influx` };
}

/** The sources name an older Rust, which rustup would download; the installed stable one builds them too. */
function rust() {
  const listed = ran('rustup', ['toolchain', 'list']).stdout ?? '';
  const stable = /^(stable\S*)/m.exec(listed)?.[1];
  return stable === undefined ? {} : { RUSTUP_TOOLCHAIN: stable };
}

function ran(program, args, env = process.env) {
  return spawnSync(program, args, { encoding: 'utf8', env, timeout: buildLimitMs, maxBuffer: 50_000_000 });
}

const lastLines = (text) => (text ?? '').trim().split('\n').slice(-3).join(' ');
