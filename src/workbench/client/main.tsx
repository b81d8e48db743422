// The entry of the page: services first, then the dashboard, the settings of the data source, or the gallery.
import React, { Suspense, lazy } from 'react';
import { createRoot } from 'react-dom/client';
import { sceneOf } from './dashboard';
import { installHost, setRootScene } from './host';
import { Dashboard, Page, type Shown } from './Page';
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
const dashboard = { path: `/d/${setup.dashboard.uid}`, name: 'The dashboard' };
const settings = { path: settingsPath, name: 'Settings of the data source' };
const gallery = { path: '/gallery', name: 'Every state of the panel' };
// Its plants are made when somebody looks at them.
const Gallery = lazy(async () => ({ default: (await import('./gallery/Gallery')).Gallery }));
const shownAt = (path: string): Shown => {
  if (path.startsWith(SETTINGS_PATH)) {
    return { title: settings.name, others: [dashboard, gallery], content: <Settings setup={window.spiketraceWorkbench} /> };
  }
  return path.startsWith(gallery.path)
    ? { title: gallery.name, others: [dashboard, settings], content: <Suspense fallback={null}><Gallery /></Suspense> }
    : { title: setup.dashboard.title, others: [gallery, settings], content: <Dashboard scene={scene} /> };
};
createRoot(at).render(
  <Page setup={setup}>{shownAt}</Page>
);
