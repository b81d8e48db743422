// The parts of Grafana that a panel and a data source meet in the browser, put in place before the first render.
import {
  type DataSourceApi, type DataSourceInstanceSettings, type DataSourcePlugin, EventBusSrv, PluginType, type ScopedVars, type TypedVariableModel,
  dataLinksOverrideProcessor, FieldConfigProperty, numberOverrideProcessor, standardEditorsRegistry, standardFieldConfigEditorRegistry, standardTransformersRegistry,
  unitOverrideProcessor, valueMappingsOverrideProcessor,
} from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import {
  config, setAppEvents, setBackendSrv, setCurrentUser, setDataSourceSrv, setEchoSrv, setLocationSrv, setPluginComponentHook,
  setPluginComponentsHook, setPluginFunctionsHook, setPluginImportUtils, setPluginLinksHook, setRunRequest, setTemplateSrv, locationService,
} from '@grafana/runtime';
import { type SceneObject, sceneGraph } from '@grafana/scenes';
import { plugin as panelPlugin } from '../../panel/module';
import { plugin as datasourcePlugin } from '../../datasource/module';
import { createBackend } from './backend';
import { builtModule } from './built';
import { runRequest } from './runRequest';
import type { WorkbenchSetup } from './setup';

/** Their sources, or with `?built` what was built of them. */
const plugins = { panel: panelPlugin, datasource: datasourcePlugin };

/** The data source's plugin that this page runs: its editors are those of the same making. */
export const runningDatasource = (): typeof datasourcePlugin => plugins.datasource;

/** Sets every service once. Call before anything of @grafana/scenes is rendered. */
export async function installHost(setup: WorkbenchSetup): Promise<void> {
  await Promise.all(['grafana', 'grafana-scenes', 'scenes'].map((id) => initPluginTranslations(id, [])));
  setBackendSrv(createBackend());
  setRunRequest(runRequest);
  setAppEvents(new EventBusSrv());
  setEchoSrv({ flush: () => undefined, addBackend: () => undefined, addEvent: () => undefined });
  setCurrentUser({ ...config.bootData.user, orgRole: 'Viewer' } as Parameters<typeof setCurrentUser>[0]);
  setLocationSrv(locationService);
  const noLinks = { links: [], isLoading: false };
  setPluginLinksHook(() => noLinks);
  const noComponents = { components: [], isLoading: false };
  setPluginComponentsHook((() => noComponents) as unknown as Parameters<typeof setPluginComponentsHook>[0]);
  setPluginComponentHook((() => ({ component: null, isLoading: false })) as unknown as Parameters<typeof setPluginComponentHook>[0]);
  const noFunctions = { functions: [], isLoading: false };
  setPluginFunctionsHook((() => noFunctions) as unknown as Parameters<typeof setPluginFunctionsHook>[0]);
  installRegistries();
  installTemplates();
  if (new URLSearchParams(window.location.search).has('built')) {
    plugins.panel = (await builtModule<{ readonly plugin: typeof panelPlugin }>(`/${setup.panelMeta.module}`)).plugin;
    plugins.datasource = (await builtModule<{ readonly plugin: typeof datasourcePlugin }>(`/${setup.datasourceMeta.module}`)).plugin;
  }
  installPanel(setup);
  installDatasource(setup);
}

/** Option editors are not shown here: their ids suffice for a panel to register its options. */
function installRegistries(): void {
  const editors = ['number', 'slider', 'text', 'string', 'boolean', 'select', 'radio', 'unit', 'color', 'multi-select', 'strings', 'timezone', 'fieldName', 'field-name', 'dashboard-uid', 'stats-picker', 'links', 'mappings', 'thresholds', 'fieldColor', 'actions', 'data-links'];
  const named = editors.map((id) => ({ id, name: id, description: '', editor: () => null }));
  standardEditorsRegistry.setInit(() => named as unknown as ReturnType<typeof standardEditorsRegistry.list>);
  // What the panel hears of field config is put into its fields as Grafana does it.
  const standard = [
    { id: FieldConfigProperty.Unit, process: unitOverrideProcessor }, { id: FieldConfigProperty.Decimals, process: numberOverrideProcessor },
    { id: FieldConfigProperty.Mappings, process: valueMappingsOverrideProcessor }, { id: FieldConfigProperty.Links, process: dataLinksOverrideProcessor },
  ].map((one) => ({ ...one, path: one.id, name: one.id, description: '', settings: {}, editor: () => null, override: () => null, shouldApply: () => true }));
  standardFieldConfigEditorRegistry.setInit(() => standard as unknown as ReturnType<typeof standardFieldConfigEditorRegistry.list>);
  standardTransformersRegistry.setInit(() => []);
}

/** `$name` in queries: the scene knows the variables, and hands itself over in scopedVars. */
function installTemplates(): void {
  const sceneOf = (scopedVars?: ScopedVars): SceneObject | undefined => {
    const holder = scopedVars?.__sceneObject as { readonly value?: { valueOf(): SceneObject } } | undefined;
    return holder?.value?.valueOf();
  };
  setTemplateSrv({
    getVariables: (): TypedVariableModel[] => [],
    replace: (target, scopedVars, format) => {
      const scene = sceneOf(scopedVars) ?? rootScene;
      return scene === undefined || target === undefined
        ? target ?? ''
        : sceneGraph.interpolate(scene, target, scopedVars, format as Parameters<typeof sceneGraph.interpolate>[3]);
    },
    containsTemplate: (target) => target !== undefined && /\$\w|\[\[|\$\{/.test(target),
    updateTimeRange: () => undefined,
  });
}

let rootScene: SceneObject | undefined;

/** The scene in which a text without scope of its own is replaced. */
export function setRootScene(scene: SceneObject): void {
  rootScene = scene;
}

function installPanel(setup: WorkbenchSetup): void {
  plugins.panel.meta = setup.panelMeta;
  const get = (id: string) => (id === setup.panelMeta.id ? plugins.panel : undefined);
  setPluginImportUtils({
    importPanelPlugin: (id) => {
      const found = get(id);
      return found ? Promise.resolve(found) : Promise.reject(new Error(`The workbench has no panel ${id}.`));
    },
    getPanelPluginFromCache: get,
  } as Parameters<typeof setPluginImportUtils>[0]);
}

/** Again after settings were saved: whoever asks from then on gets an instance with these. */
export function installDatasource(setup: WorkbenchSetup): void {
  const own = settingsOf(setup);
  const builtIn: DataSourceInstanceSettings = {
    id: 2, uid: setup.builtIn.uid, name: setup.builtIn.name, type: setup.builtIn.type, access: 'proxy', readOnly: true,
    url: `/api/datasources/proxy/uid/${setup.builtIn.uid}`, jsonData: setup.builtIn.jsonData,
    meta: { ...setup.datasourceMeta, id: setup.builtIn.type, name: 'InfluxDB', type: PluginType.datasource },
  };
  const api = instanceOf(own);
  const isOf = (settings: DataSourceInstanceSettings) => (ref: unknown): boolean => {
    const uid = typeof ref === 'string' ? ref : (ref as { readonly uid?: string } | null | undefined)?.uid;
    return uid === settings.uid || uid === settings.name || (uid === undefined && settings === own);
  };
  setDataSourceSrv({
    get: (ref) => (isOf(own)(ref) ? Promise.resolve(api) : Promise.reject(new Error(`The workbench has no data source ${JSON.stringify(ref)} for panels.`))),
    getInstanceSettings: (ref) => [own, builtIn].find((settings) => isOf(settings)(ref)),
    getList: (filters) => [own, builtIn].filter((settings) => filters?.type === undefined || filters.type === settings.type),
    reload: () => undefined,
    registerRuntimeDataSource: () => undefined,
  });
}

/** As Grafana hands them to an instance: the address is that of its proxy. */
function settingsOf({ datasource, datasourceMeta }: Pick<WorkbenchSetup, 'datasource' | 'datasourceMeta'>): DataSourceInstanceSettings {
  return {
    id: 1, uid: datasource.uid, name: datasource.name, type: datasourceMeta.id, access: 'proxy', readOnly: false,
    url: `/api/datasources/proxy/uid/${datasource.uid}`, jsonData: datasource.jsonData,
    meta: { ...datasourceMeta, type: PluginType.datasource },
  };
}

/** A data source as Grafana's own loader makes it: it adds a few things after the constructor. */
function instanceOf(settings: DataSourceInstanceSettings): DataSourceApi {
  const known = plugins.datasource as unknown as DataSourcePlugin<DataSourceApi>;
  known.meta = settings.meta;
  const api: DataSourceApi = new known.DataSourceClass(settings);
  return Object.assign(api, { components: known.components, meta: settings.meta, type: settings.type, uid: settings.uid, name: settings.name });
}
