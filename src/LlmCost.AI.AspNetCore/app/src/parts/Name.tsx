import { noName, unitName } from '../words';

/** A name that strangers chose: isolated, so that it can't change the direction of its surroundings, and cut if it is long. */
export function Name({ value, by }: { value: string | null; by: string }) {
  return value === null || value === ''
    ? <span class="name none">{noName(by)}</span>
    : <bdi class="name" title={value}>{by === 'class' ? unitName(value) : value}</bdi>;
}
