import { nameText } from '../words';

/** An external name, isolated so that it can't change the direction of the surrounding text, and truncated if it is long. */
export function Name({ value, by }: { value: string | null; by: string }) {
  return value === null || value.trim() === '' ? (
    <span class="name none">{nameText(value, by)}</span>
  ) : (
    <bdi class="name" title={value}>
      {nameText(value, by)}
    </bdi>
  );
}
