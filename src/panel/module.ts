// The panel's entry: what Grafana loads.
import { PanelPlugin } from '@grafana/data';
import { InvestigationPanel } from './InvestigationPanel';
import { DEFAULTS, type InvestigationOptions } from './options';
import { words } from './words';

export const plugin = new PanelPlugin<InvestigationOptions>(InvestigationPanel).setPanelOptions((builder) =>
  builder
    .addNumberInput({
      path: 'minimumExcessKw', name: words.options.minimum, description: words.options.minimumHelp,
      defaultValue: DEFAULTS.minimumExcessKw, settings: { min: 0 },
    })
    .addBooleanSwitch({ path: 'showShifts', name: words.options.shifts, defaultValue: DEFAULTS.showShifts })
);

interface Summary {
  readonly hasTimeField?: boolean;
  readonly hasNumberField?: boolean;
}

// From 12.4 on Grafana calls a function; older types want an object that no host ever asks. The cast bridges the two.
const suggest = (summary: Summary) => (summary.hasTimeField && summary.hasNumberField ? [{ name: words.suggestion }] : []);
plugin.setSuggestionsSupplier(suggest as unknown as Parameters<typeof plugin.setSuggestionsSupplier>[0]);
