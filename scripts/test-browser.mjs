// The browser suite alone, with the system's Chromium: on a workbench of its own, or, with GRAFANA_HOME or GRAFANA_URL, on a real Grafana.
import { needDependencies } from './lib/dependencies.mjs';
import { needChromium } from './lib/programs.mjs';

try {
  needDependencies();
  const { runVitest } = await import('./lib/vitest.mjs');
  const onGrafana = Boolean(process.env.GRAFANA_HOME || process.env.GRAFANA_URL);
  const { passed, failed } = runVitest([onGrafana ? 'grafana' : 'e2e'], { CHROMIUM_PATH: needChromium() });
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
