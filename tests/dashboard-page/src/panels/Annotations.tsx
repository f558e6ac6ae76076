import { type UPlotConfigBuilder, useTheme2 } from '@grafana/ui';
import { useLayoutEffect } from 'react';

import type { Annotation } from '../input';

interface Props {
  config: UPlotConfigBuilder;
  annotations: Annotation[];
}

const markerSize = 5;

export function Annotations({ config, annotations }: Props) {
  const theme = useTheme2();

  useLayoutEffect(() => {
    config.addHook('draw', (plot) => {
      const { ctx, bbox } = plot;
      const size = markerSize * devicePixelRatio;

      ctx.save();
      ctx.beginPath();
      ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height + size);
      ctx.clip();

      for (const { time, timeEnd, color } of annotations) {
        const left = plot.valToPos(time, 'x', true);
        const bottom = bbox.top + bbox.height;
        ctx.strokeStyle = ctx.fillStyle = theme.visualization.getColorByName(color);

        if (timeEnd !== undefined && timeEnd > time) {
          const right = plot.valToPos(timeEnd, 'x', true);
          ctx.globalAlpha = 0.1;
          ctx.fillRect(left, bbox.top, right - left, bbox.height);
          ctx.globalAlpha = 1;
          ctx.fillRect(left, bottom, right - left, size);
        } else {
          ctx.beginPath();
          ctx.moveTo(left, bottom);
          ctx.lineTo(left - size, bottom + size);
          ctx.lineTo(left + size, bottom + size);
          ctx.fill();
        }

        ctx.lineWidth = devicePixelRatio;
        ctx.setLineDash([5 * devicePixelRatio, 5 * devicePixelRatio]);
        ctx.beginPath();
        ctx.moveTo(left, bbox.top);
        ctx.lineTo(left, bottom);
        ctx.stroke();
      }
      ctx.restore();
    });
  }, [config, annotations, theme]);

  return null;
}
