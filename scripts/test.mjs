// `npm test`: everything, with nothing installed but Node. Ends with the line `N passed, N failed`; exit 1 on any failure.
import { needDependencies } from './lib/dependencies.mjs';
import { needFluxServer } from './lib/flux-server.mjs';
import { needChromium, needInflux } from './lib/programs.mjs';

let passed = 0;
let failed = 0;
const add = (counts) => {
  passed += counts.passed;
  failed += counts.failed;
};

/** One step that holds or not; what it throws is its message. */
async function step(name, run) {
  console.log(`\n== ${name}`);
  let ok = false;
  try {
    ok = (await run()) !== false;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
  }
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name}`);
  add(ok ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
  return ok;
}

const major = Number(process.versions.node.split('.')[0]);
await step(`Node ${process.versions.node} is 20 or newer`, () => major >= 20);
needDependencies();
const { runVitest } = await import('./lib/vitest.mjs');
const env = {};
/** Said aloud at the end. */
const notRun = [];
await step('an InfluxDB is at hand', async () => {
  const { said, own } = await needInflux();
  console.log(said);
  if (!own) {
    env.SPIKETRACE_TEST_LOGINS = 'no';
    notRun.push('tests/integration/logins.test.ts: it makes users, so it needs an InfluxDB of its own beside INFLUX_URL. Put influxd on PATH, or start Docker or Podman.');
  }
});
await step('an InfluxDB with Flux is looked for', () => {
  const { program, said } = needFluxServer();
  console.log(said);
  if (program === undefined) {
    env.SPIKETRACE_TEST_FLUX = 'no';
    notRun.push(`tests/integration/dialects.test.ts and injection.test.ts on Flux. ${said}`);
  } else {
    env.SPIKETRACE_FLUX_INFLUXD = program;
  }
});
await step('a browser is at hand', () => {
  env.CHROMIUM_PATH = needChromium();
});
const { checks } = await import('./check.mjs');
for (const check of checks) {
  await step(check.name, check.run);
}
console.log('\n== unit, invariants, architecture, shells');
add(runVitest(['pure', 'shell'], env));
console.log('\n== integration, against a real InfluxDB');
add(runVitest(['integration'], env));
const built = await step('build', async () => (await import('./build.mjs')).buildPlugin());
if (built) {
  await step('dist/ is in order', async () => {
    const findings = (await import('./check-plugin.mjs')).checkPlugin();
    findings.forEach((finding) => console.error(finding));
    return findings.length === 0;
  });
}
console.log('\n== the workbench in a real browser');
add(runVitest(['e2e'], env));

notRun.forEach((what) => console.log(`\nNot run: ${what}`));
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
