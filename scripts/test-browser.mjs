// The browser suite alone: starts the workbench itself, drives it with the system's Chromium, leaves pictures in artefacts/.
import { needDependencies } from './lib/dependencies.mjs';
import { needChromium } from './lib/programs.mjs';

try {
  needDependencies();
  const { runVitest } = await import('./lib/vitest.mjs');
  const { passed, failed } = runVitest(['e2e'], { CHROMIUM_PATH: needChromium() });
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
