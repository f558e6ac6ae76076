import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import * as dashboard from '@grafana/grafana-foundation-sdk/dashboard';
import { service } from './queries.js';
import { datasource } from './variables.js';

/** Stable ids of the dashboards, used in links. */
export const uids = {
  overview: 'llmcost-overview',
  models: 'llmcost-models',
  services: 'llmcost-services',
  budgets: 'llmcost-budgets',
  billing: 'llmcost-billing',
  meter: 'llmcost-meter',
};

const tag = 'llmcost';

/** Links a series or row to a dashboard filtered by it, with the current filters and time range. */
export const drillDown = (title: string, uid: string, variable: string, value: string) => ({
  title,
  url: `/d/${uid}?var-${variable}=${value}&\${service:queryparam}&\${environment:queryparam}&\${__url_time_range}`,
});

/** Creates a dashboard with the common parts: links to the other dashboards, and annotations for price changes and deployments. */
export const frame = (uid: string, title: string, description: string, variables: Builder<dashboard.VariableModel>[]) =>
  new dashboard.DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags([tag])
    .timezone('browser')
    .time({ from: 'now-24h', to: 'now' })
    .refresh('1m')
    .editable()
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .variables(variables)
    .link(
      new dashboard.DashboardLinkBuilder('LlmCost.AI')
        .type(dashboard.DashboardLinkType.Dashboards)
        .tags([tag])
        .includeVars(true)
        .keepTime(true),
    )
    .annotation(
      event(
        'Price changes',
        'purple',
        began('llmcost_price_list_info', 'llmcost_price_list_name', 'llmcost_price_list_version'),
        'New prices of {{job}}',
        '{{llmcost_price_list_name}} is now {{llmcost_price_list_version}}',
      ),
    )
    .annotation(event('Deployments', 'blue', began('target_info', '', 'service_version'), 'Deployment of {{job}}', 'Version {{service_version}}'));

/** Label values that a known service did not have an hour ago. Each lasts for an hour, so that long time ranges show it. */
const began = (metric: string, within: string, label: string) => {
  const whose = ['job', 'deployment_environment_name', ...(within ? [within] : [])].join(', ');
  const values = (offset: string) => `group by (${whose}, ${label}) (${metric}{${service}, ${label}!=""}${offset})`;
  return `${values('')} unless ${values(' offset 1h')} and on (${whose}) ${values(' offset 1h')}`;
};

const event = (name: string, iconColor: string, expr: string, titleFormat: string, textFormat: string): Builder<dashboard.AnnotationQuery> => ({
  build: () =>
    ({
      name,
      enable: true,
      hide: false,
      iconColor,
      datasource,
      titleFormat,
      textFormat,
      target: { refId: 'Anno', expr, interval: '1m', range: true, instant: false },
    }) as unknown as dashboard.AnnotationQuery,
});
