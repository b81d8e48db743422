// The entry of the page: services first, then the dashboard.
import React from 'react';
import { createRoot } from 'react-dom/client';
import { sceneOf } from './dashboard';
import { installHost, setRootScene } from './host';
import { Page } from './Page';

const at = document.getElementById('root');
if (at === null) {
  throw new Error('The page has no element "root".');
}
const setup = window.spiketraceWorkbench;
await installHost(setup);
const scene = sceneOf(setup);
setRootScene(scene);
createRoot(at).render(<Page setup={setup} scene={scene} />);
