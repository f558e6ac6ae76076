import {
  type DataFrame,
  DataTransformerID,
  type DataTransformerConfig,
  standardTransformers,
  standardTransformersRegistry,
  transformDataFrame,
} from '@grafana/data';
import { firstValueFrom } from 'rxjs';

export function registerTransformations(): void {
  standardTransformersRegistry.setInit(() =>
    [
      ...Object.values(standardTransformers).filter(({ id }) => id !== DataTransformerID.seriesToColumns),
      { ...standardTransformers.joinByFieldTransformer, id: DataTransformerID.seriesToColumns },
    ]
      // Two keys refer to the same transformer, and a registry rejects duplicate ids.
      .filter(({ id }, index, all) => all.findIndex((other) => other.id === id) === index)
      .map((transformer) => ({
        id: transformer.id,
        name: transformer.name,
        transformation: () => Promise.resolve(transformer),
        editor: () => null,
        imageDark: '',
        imageLight: '',
      }))
  );
}

export function transform(transformations: DataTransformerConfig[], frames: DataFrame[]): Promise<DataFrame[]> {
  for (const { id } of transformations) {
    // Grafana ignores unknown transformations, so a typo would go unnoticed.
    if (!standardTransformersRegistry.getIfExists(id)) {
      throw new Error(`The transformation "${id}" is not known`);
    }
  }
  return firstValueFrom(transformDataFrame(transformations, frames));
}
