import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';

export const datasource = { type: 'prometheus', uid: '${datasource}' };

const all = { text: ['All'], value: ['$__all'] };

/** The values of a label, with all selected by default. "All" includes calls without the label. */
const values = (name: string, label: string, query: string) =>
  new dashboard.QueryVariableBuilder(name)
    .label(label)
    .datasource(datasource)
    .query({ query, refId: name })
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(dashboard.VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current(all);

export const source = new dashboard.DatasourceVariableBuilder('datasource')
  .label('Data source')
  .type('prometheus')
  .current({ text: 'default', value: 'default' });

const services = () => values('service', 'Service', 'label_values(llmcost_price_list_info, job)');

const environments = () =>
  values('environment', 'Environment', 'label_values(llmcost_price_list_info{job=~"$service"}, deployment_environment_name)');

export const service = services();

export const environment = environments();

const called = 'llmcost_calls_total{job=~"$service", deployment_environment_name=~"$environment"}';

export const provider = values('provider', 'Provider', `label_values(${called}, gen_ai_provider_name)`);

export const model = values('model', 'Model', `label_values(${called.replace('}', ', gen_ai_provider_name=~"$provider"}')}, gen_ai_response_model)`);

export const feature = values('feature', 'Feature', `label_values(${called}, llmcost_feature)`);

/** The values come from the decisions, because budgets of a request or run have no gauges. */
export const budget = values(
  'budget',
  'Budget',
  'label_values(llmcost_budget_decisions_total{job=~"$service", deployment_environment_name=~"$environment"}, llmcost_budget_name)',
);

/** Providers and accounts with bills. */
export const billedProvider = values('provider', 'Provider', 'label_values(llmcost_reconciliation_age_seconds, gen_ai_provider_name)');

export const account = values(
  'account',
  'Account',
  'label_values(llmcost_reconciliation_age_seconds{gen_ai_provider_name=~"$provider"}, llmcost_account)',
);

/** Number of series that a panel shows individually. */
export const top = new dashboard.CustomVariableBuilder('top')
  .label('Top')
  .values('5,10,20,50')
  .current({ text: '10', value: '10' })
  .options(['5', '10', '20', '50'].map((value) => ({ text: value, value, selected: value === '10' })));

/**
 * The feature, and the tags that services export as labels: every label that belongs neither to LlmCost.AI nor to OpenTelemetry or
 * Prometheus. Covers all services, because label_names() accepts a metric name but no selector.
 */
export const tag = new dashboard.QueryVariableBuilder('tag')
  .label('By tag')
  .datasource(datasource)
  .query({ query: 'label_names(llmcost_calls_total)', refId: 'tag' })
  .regex('/^(llmcost_feature|(?!__|job$|instance$|error_type$|gen_ai_|llmcost_|deployment_|otel_).+)$/')
  .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
  .sort(dashboard.VariableSort.AlphabeticalDesc)
  .current({ text: 'llmcost_feature', value: 'llmcost_feature' });

/** Variables of all dashboards. */
export const common = [source, service, environment];

/**
 * Variables of dashboards without panels for services. They are hidden, because they only filter the annotations and pass the
 * selection to the other dashboards.
 */
export const ofMarks = [
  source,
  services().hide(dashboard.VariableHide.HideVariable),
  environments().hide(dashboard.VariableHide.HideVariable),
];
