// `npm run pictures`: records anew what the picture tests compare with, and the three pictures of the README. Look at them before committing.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { needDependencies } from './lib/dependencies.mjs';
import { needChromium } from './lib/programs.mjs';
import { root } from './lib/stale.mjs';

needDependencies();
const { runVitest } = await import('./lib/vitest.mjs');
const { failed } = runVitest(['e2e'], { CHROMIUM_PATH: needChromium(), SPIKETRACE_PICTURES: 'record' }, ['tests/e2e/gallery.test.ts']);
if (failed === 0) {
  for (const [made, kept] of [['readme-answer-dark', 'investigation-dark'], ['readme-answer-light', 'investigation-light'], ['readme-evidence-dark', 'evidence-dark']]) {
    copyFileSync(join(root, 'artefacts', `${made}.png`), join(root, 'docs', `${kept}.png`));
  }
}
process.exitCode = failed === 0 ? 0 : 1;
