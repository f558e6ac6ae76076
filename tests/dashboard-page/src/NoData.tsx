import { useTheme2 } from '@grafana/ui';

export function NoData({ children }: { children: string }) {
  const theme = useTheme2();

  return (
    <div
      style={{
        height: '100%',
        display: 'flex',
        alignItems: 'center',
        justifyContent: 'center',
        fontSize: theme.typography.h3.fontSize,
        color: theme.colors.text.secondary,
      }}
    >
      {children}
    </div>
  );
}
