import { type TimeRange, dateTimeFormat } from '@grafana/data';
import type { Dashboard } from '@grafana/schema';
import { Icon, useTheme2 } from '@grafana/ui';

interface Props {
  dashboard: Dashboard;
  timeRange: TimeRange;
  timeZone: string;
}

export function Header({ dashboard, timeRange, timeZone }: Props) {
  const theme = useTheme2();
  const box = {
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    height: theme.spacing(theme.components.height.md),
    padding: theme.spacing(0, 1),
    border: `1px solid ${theme.components.input.borderColor}`,
    borderRadius: theme.shape.radius.default,
    background: theme.components.input.background,
    whiteSpace: 'nowrap',
  } as const;

  return (
    <header style={{ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), paddingBottom: theme.spacing(2) }}>
      <div style={{ display: 'flex', alignItems: 'center' }}>
        <h1 style={{ ...theme.typography.h3, margin: 0, flexGrow: 1 }}>{dashboard.title}</h1>
        <div style={box}>
          <Icon name="clock-nine" />
          {dateTimeFormat(timeRange.from, { timeZone })} to {dateTimeFormat(timeRange.to, { timeZone })}
        </div>
      </div>
      <div style={{ display: 'flex', alignItems: 'center', gap: theme.spacing(2) }}>
        {variables(dashboard).map(({ name, label, value }) => (
          <div key={name} style={{ display: 'flex', alignItems: 'center', gap: theme.spacing(1) }}>
            <span style={{ color: theme.colors.text.secondary, whiteSpace: 'nowrap' }}>{label}</span>
            <span style={box}>
              {value}
              <Icon name="angle-down" />
            </span>
          </div>
        ))}
      </div>
    </header>
  );
}

const hidden = 2;

function variables({ templating }: Dashboard) {
  return (templating?.list ?? [])
    .filter(({ hide, current }) => hide !== hidden && current?.text)
    .map(({ name, label, current }) => ({
      name,
      label: label || name,
      value: [current!.text].flat().join(' + '),
    }));
}
