import { nameText } from '../words';

/** A name that strangers chose: isolated, so that it can't change the direction of its surroundings, and cut if it is long. */
export function Name({ value, by }: { value: string | null; by: string }) {
  return value === null || value.trim() === '' ? (
    <span class="name none">{nameText(value, by)}</span>
  ) : (
    <bdi class="name" title={value}>
      {nameText(value, by)}
    </bdi>
  );
}
