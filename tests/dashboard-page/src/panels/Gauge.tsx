import {
  type FieldDisplay,
  ThresholdsMode,
  formattedValueToString,
} from '@grafana/data';
import { calculateFontSize, useTheme2 } from '@grafana/ui';

import { arc } from './arc';

interface Props {
  width: number;
  height: number;
  value: FieldDisplay;
  showName: boolean;
  showThresholdMarkers: boolean;
  barWidthFactor: number;
}

const startAngle = (-125 / 180) * Math.PI;
const endAngle = -startAngle;
/** The distance of the ends of the arc below the center, relative to the radius. */
const depth = -Math.cos(endAngle);

export function Gauge({ width, height, value, showName, showThresholdMarkers, barWidthFactor }: Props) {
  const theme = useTheme2();
  const { display, field } = value;
  const nameHeight = showName ? 20 : 0;
  const radius = Math.min(width / 2, (height - nameHeight) / (1 + depth)) - 2;
  const markerWidth = showThresholdMarkers ? Math.max(2, radius * 0.05) : 0;
  const outer = radius - (markerWidth > 0 ? markerWidth + 2 : 0);
  const inner = outer - radius * barWidthFactor * 0.5;

  const min = field.min ?? 0;
  const max = field.max ?? 100;
  const fraction = (number: number) => Math.min(1, Math.max(0, (number - min) / (max - min || 1)));
  const angle = (part: number) => startAngle + part * (endAngle - startAngle);

  const text = formattedValueToString(display);
  const fontSize = calculateFontSize(text, inner * 1.5, radius * 0.5, 1);

  return (
    <div style={{ width, height, display: 'flex', flexDirection: 'column', alignItems: 'center' }}>
      <svg
        width={width}
        height={height - nameHeight}
        viewBox={`${-width / 2} ${-(height - nameHeight - radius * (depth - 1)) / 2} ${width} ${height - nameHeight}`}
      >
        <path d={arc(outer, inner, startAngle, endAngle)} fill={theme.colors.background.secondary} />
        <path d={arc(outer, inner, startAngle, angle(fraction(display.numeric)))} fill={display.color} />
        {markerWidth > 0 &&
          markers(field).map(({ from, to, color }) => (
            <path
              key={from}
              d={arc(radius, radius - markerWidth, angle(fraction(from)), angle(fraction(to)))}
              fill={theme.visualization.getColorByName(color)}
            />
          ))}
        <text
          textAnchor="middle"
          dominantBaseline="central"
          fontSize={fontSize}
          fontWeight={theme.typography.fontWeightMedium}
          fill={theme.colors.text.primary}
        >
          {text}
        </text>
      </svg>
      {showName && <div style={{ height: nameHeight, whiteSpace: 'nowrap' }}>{display.title}</div>}
    </div>
  );

  function markers({ thresholds }: FieldDisplay['field']) {
    const steps = thresholds?.steps ?? [];
    const toNumber = (step: number) =>
      thresholds?.mode === ThresholdsMode.Percentage ? min + (step / 100) * (max - min) : step;
    return steps.map(({ value: step, color }, index) => ({
      from: Math.max(min, toNumber(step ?? -Infinity)),
      to: Math.min(max, toNumber(steps[index + 1]?.value ?? Infinity)),
      color,
    }));
  }
}
