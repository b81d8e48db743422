// `npm start`: installs what is missing, builds what is stale, and serves the workbench. `-- --grafana` runs a real Grafana instead;
// `-- --plant plant.json` reads a database by a plant map of one's own.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { needDependencies } from './lib/dependencies.mjs';
import { isStale, mark, root } from './lib/stale.mjs';

const port = portFrom(process.env.PORT);
/** What to end, last started first. */
const ends = [];
let ending;

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  await end(1);
}

async function main() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new Error(`Spiketrace needs Node 20 or newer; this is ${process.versions.node}.`);
  }
  process.on('SIGINT', () => void end(0));
  process.on('SIGTERM', () => void end(0));
  endWithShell();
  const { grafana: withGrafana, plant } = given();
  if (withGrafana) {
    const { findGrafana, startGrafana } = await import('./lib/grafana.mjs');
    const program = findGrafana();
    await needFreePort();
    needDependencies();
    await buildStale(false);
    const grafana = await startGrafana(program, port, await dataProgram(), (stop) => ends.push(stop));
    console.log(`Spiketrace is ready on ${grafana.address}`);
    console.log(`Dashboard: ${grafana.dashboard}`);
    console.log(`Login: admin / ${grafana.password}`);
    console.log(`Data: ${grafana.data}`);
    return;
  }
  if (await isRunning()) {
    console.log(`Spiketrace is already running on http://127.0.0.1:${port}`);
    return;
  }
  await needFreePort();
  needDependencies();
  await buildStale(true);
  const { startWorkbench } = await dataProgram();
  const workbench = await startWorkbench(root, port, process.env, plant).catch((error) => {
    throw error.code === 'EADDRINUSE' ? new Error(busy()) : error;
  });
  ends.push(workbench.close);
  if (ending) {
    await workbench.close();
    return;
  }
  console.log(`Spiketrace is ready on ${workbench.address}`);
  console.log(`Data: ${workbench.data}`);
}

/** npm hands a signal to its shell, which dies of it and hands it to nobody: then this program ends too, with its server and its InfluxDB. */
function endWithShell() {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === 'start') {
    setInterval(() => process.ppid !== parent && void end(0), 500).unref();
  }
}

/** `plant` is the text of the map's file: the data source checks what it says. */
function given() {
  const usage = 'npm start knows "-- --grafana" and "-- --plant plant.json"';
  let values;
  try {
    ({ values } = parseArgs({ options: { grafana: { type: 'boolean', default: false }, plant: { type: 'string' } } }));
  } catch (error) {
    throw new Error(`${error.message}\n${usage}.`);
  }
  if (values.plant === undefined) {
    return { grafana: values.grafana, plant: undefined };
  }
  if (values.grafana) {
    throw new Error(`${usage}, one at a time: a real Grafana takes its plant map from provisioning/datasources.`);
  }
  if (!process.env.INFLUX_URL || !process.env.SPIKETRACE_INFLUX_DATABASE) {
    throw new Error('--plant needs a database of your own to read: set INFLUX_URL and SPIKETRACE_INFLUX_DATABASE (and SPIKETRACE_INFLUX_AUTHORIZATION where it asks for a login).');
  }
  try {
    return { grafana: false, plant: readFileSync(values.plant, 'utf8') };
  } catch (error) {
    throw new Error(`--plant ${values.plant} cannot be read: ${error.message}.`);
  }
}

async function dataProgram() {
  const { bundled } = await import('./run-ts.mjs');
  return import(pathToFileURL(await bundled('src/workbench/server/main.ts')).href);
}

async function buildStale(withPage) {
  await (await import('./build.mjs')).buildStalePlugin();
  const pageStamp = join(root, '.cache', 'built-workbench');
  if (withPage && isStale(pageStamp, join(root, '.cache/workbench/workbench.js'))) {
    console.log('Building the page of the workbench …');
    const { workbenchCompiler } = await import('../.config/webpack/workbench.mjs');
    const { runCompiler } = await import('./lib/webpack.mjs');
    await runCompiler(workbenchCompiler());
    mark(pageStamp);
  }
}

async function isRunning() {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/health`, { signal: AbortSignal.timeout(2000) });
    return (await response.json()).program === 'spiketrace-workbench';
  } catch {
    return false;
  }
}

/** Says so before a minute of building, and not after it. */
function needFreePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', (error) => fail(error.code === 'EADDRINUSE' ? new Error(busy()) : error));
    probe.listen(port, '127.0.0.1', () => probe.close(() => done()));
  });
}

function busy() {
  return `Port ${port} on 127.0.0.1 is taken by another program. Choose another one: PORT=${port + 1} npm start`;
}

function portFrom(text) {
  const number = text === undefined || text === '' ? 3210 : Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 65535) {
    console.error(`PORT is ${JSON.stringify(text)}; it must be a number from 1 to 65535.`);
    process.exit(1);
  }
  return number;
}

/** Ends once, however often it is asked. */
function end(code) {
  ending ??= (async () => {
    for (const stop of ends.reverse()) {
      await Promise.resolve(stop()).catch(() => undefined);
    }
    process.exit(code);
  })();
  return ending;
}
