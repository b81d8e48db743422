// The panel's entry: what Grafana loads.
import { FieldConfigProperty, PanelPlugin } from '@grafana/data';
import { InvestigationPanel } from './InvestigationPanel';
import { DEFAULTS, migrated, type InvestigationOptions } from './options';
import { words } from './words';

const { options: texts } = words;

export const plugin = new PanelPlugin<InvestigationOptions>(InvestigationPanel)
  // What is about one number format applies; colours of thresholds and palettes mean nothing here.
  .useFieldConfig({
    standardOptions: { [FieldConfigProperty.Unit]: { defaultValue: 'kwatt' } },
    disableStandardOptions: [FieldConfigProperty.Min, FieldConfigProperty.Max, FieldConfigProperty.Thresholds, FieldConfigProperty.NoValue, FieldConfigProperty.Filterable, FieldConfigProperty.Color],
  })
  .setMigrationHandler(({ options }) => migrated(options as Readonly<Record<string, unknown>> | undefined))
  .setPanelOptions((builder) =>
    builder
      .addNumberInput({ path: 'minimumExcessKw', name: texts.minimum, description: texts.minimumHelp, defaultValue: DEFAULTS.minimumExcessKw, settings: { min: 0 } })
      .addBooleanSwitch({ path: 'showShifts', name: texts.shifts, defaultValue: DEFAULTS.showShifts })
      .addRadio({
        path: 'demandWindowMinutes', name: texts.window, description: texts.windowHelp, category: [texts.bill], defaultValue: DEFAULTS.demandWindowMinutes,
        settings: { options: [15, 30, 60].map((value) => ({ value, label: texts.minutes(value) })) },
      })
      .addNumberInput({ path: 'contractKw', name: texts.contract, description: texts.contractHelp, category: [texts.bill], defaultValue: DEFAULTS.contractKw, settings: { min: 0 } })
      .addNumberInput({ path: 'pricePerKwYear', name: texts.price, description: texts.priceHelp, category: [texts.bill], defaultValue: DEFAULTS.pricePerKwYear, settings: { min: 0 } })
      .addTextInput({ path: 'currency', name: texts.currency, category: [texts.bill], defaultValue: DEFAULTS.currency })
      .addBooleanSwitch({ path: 'raiseByVerdicts', name: texts.raise, description: texts.raiseHelp, category: [texts.verdicts], defaultValue: DEFAULTS.raiseByVerdicts })
  );

interface Summary {
  readonly hasTimeField?: boolean;
  readonly hasNumberField?: boolean;
  readonly hasStringField?: boolean;
}

// From 12.4 on Grafana calls a function; older types want an object that no host ever asks. The cast bridges the two.
// A power beside states is what this panel is for; a power alone it shows without naming anybody.
const suggest = (summary: Summary) =>
  (summary.hasTimeField && summary.hasNumberField ? [{ name: words.suggestion, score: summary.hasStringField ? 100 : 50 }] : []);
plugin.setSuggestionsSupplier(suggest as unknown as Parameters<typeof plugin.setSuggestionsSupplier>[0]);
