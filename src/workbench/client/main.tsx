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
const scene = sceneOf(setup);
setRootScene(scene);
const settingsPath = `${SETTINGS_PATH}${setup.datasource.uid}`;
createRoot(at).render(
  <Page setup={setup}>
    {(path) => (path.startsWith(SETTINGS_PATH)
      ? { title: 'Settings of the data source', other: { path: `/d/${setup.dashboard.uid}`, name: 'The dashboard' }, content: <Settings setup={window.spiketraceWorkbench} /> }
      : { title: setup.dashboard.title, other: { path: settingsPath, name: 'Settings of the data source' }, content: <Dashboard scene={scene} /> })}
  </Page>
);
