// The entry of the page: services first, then the dashboard or the settings of the data source.
import React from 'react';
import { createRoot } from 'react-dom/client';
import { sceneOf } from './dashboard';
import { installHost, setRootScene } from './host';
import { Dashboard, Page } from './Page';
import { Settings, SETTINGS_PATH } from './Settings';

const at = document.getElementById('root');
if (at === null) {
  throw new Error('The page has no element "root".');
}
const setup = window.spiketraceWorkbench;
await installHost(setup);
if (window.location.pathname.startsWith(SETTINGS_PATH)) {
  createRoot(at).render(
    <Page setup={setup} title="Settings of the data source" other={{ path: '/', name: 'The dashboard' }}><Settings setup={setup} /></Page>
  );
} else {
  const scene = sceneOf(setup);
  setRootScene(scene);
  createRoot(at).render(
    <Page setup={setup} title={setup.dashboard.title} other={{ path: `${SETTINGS_PATH}${setup.datasource.uid}`, name: 'Settings of the data source' }}><Dashboard scene={scene} /></Page>
  );
}
