// The provisioned dashboard as a scene: the same variables, panel and query as in Grafana.
import { VariableHide, VariableRefresh } from '@grafana/data';
import {
  EmbeddedScene, QueryVariable, SceneControlsSpacer, SceneFlexItem, SceneFlexLayout, SceneQueryRunner, SceneRefreshPicker, SceneTimePicker,
  SceneTimeRange, type SceneVariable, SceneVariableSet, TextBoxVariable, VariableValueSelectors, VizPanel, behaviors,
} from '@grafana/scenes';
import type { DashboardVariable, WorkbenchSetup } from './setup';

/** One panel has the full height, as in the provisioned dashboard; several stand below one another. */
export function sceneOf({ dashboard, openAt }: WorkbenchSetup): EmbeddedScene {
  if (dashboard.panels.length === 0) {
    throw new Error(`The dashboard ${dashboard.uid} has no panel.`);
  }
  const time = openAt ?? dashboard.time;
  return new EmbeddedScene({
    $timeRange: new SceneTimeRange({ from: time.from, to: time.to }),
    // Panels share a hairline, or not, as the dashboard says.
    $behaviors: [new behaviors.CursorSync({ sync: dashboard.graphTooltip })],
    $variables: new SceneVariableSet({ variables: dashboard.templating.list.map(variableOf) }),
    controls: [
      new VariableValueSelectors({}),
      new SceneControlsSpacer(),
      new SceneTimePicker({ isOnCanvas: true }),
      new SceneRefreshPicker({ isOnCanvas: true, intervals: [...(dashboard.timepicker?.refresh_intervals ?? [])] }),
    ],
    body: new SceneFlexLayout({
      direction: 'column',
      children: dashboard.panels.map((panel) => new SceneFlexItem({
        minHeight: dashboard.panels.length === 1 ? 640 : 320,
        body: new VizPanel({
          pluginId: panel.type,
          title: panel.title,
          options: panel.options,
          ...(panel.fieldConfig ? { fieldConfig: panel.fieldConfig } : {}),
          // As many points as the panel is wide, as in Grafana.
          $data: new SceneQueryRunner({ datasource: panel.datasource, maxDataPointsFromWidth: true, queries: panel.targets.map((target) => ({ ...target })) }),
        }),
      })),
    }),
  });
}

function variableOf(variable: DashboardVariable): SceneVariable {
  const hide = variable.hide === 2 ? VariableHide.hideVariable : VariableHide.dontHide;
  if (variable.type === 'query') {
    return new QueryVariable({
      name: variable.name, label: variable.label, hide, datasource: variable.datasource ?? null, query: variable.query ?? '',
      refresh: VariableRefresh.onDashboardLoad, includeAll: variable.includeAll ?? false, allValue: variable.allValue,
      ...(variable.current?.value === undefined ? {} : { value: variable.current.value, text: variable.current.text ?? variable.current.value }),
    });
  }
  if (variable.type === 'textbox') {
    return new TextBoxVariable({ name: variable.name, label: variable.label, hide, value: '' });
  }
  throw new Error(`The workbench knows no variable of type ${variable.type} (${variable.name}).`);
}
