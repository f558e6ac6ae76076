import { Icon, useTheme2 } from '@grafana/ui';

export function RowHeading({ title, collapsed }: { title: string; collapsed: boolean }) {
  const theme = useTheme2();

  return (
    <div
      style={{
        height: '100%',
        display: 'flex',
        alignItems: 'center',
        gap: theme.spacing(1),
        fontWeight: theme.typography.fontWeightMedium,
        fontSize: theme.typography.h5.fontSize,
        color: theme.colors.text.primary,
      }}
    >
      <Icon name={collapsed ? 'angle-right' : 'angle-down'} />
      {title}
    </div>
  );
}
