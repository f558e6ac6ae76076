import { compare, isZero } from '../decimal';
import { format } from '../format';

interface ChangeProps {
  now: string | null;
  before: string | null | undefined;
  /** The range before is not known whole. */
  isPartial?: boolean;
  /** The values are not money. */
  isCount?: boolean;
}

/** The change from the range before. More spending is neither good nor bad, so it has no colour. */
export function Change({ now, before, isPartial, isCount }: ChangeProps) {
  if (now === null || before === null || before === undefined) {
    return <span class="muted">–</span>;
  }

  const text = format.percentChange(now, before);
  if (text === null) {
    return <span class="muted">{isZero(now) ? '–' : 'new'}</span>;
  }

  const amount = isCount ? format.quantity(before) : format.usdExact(before);
  const title = `Compared with ${amount}${isPartial ? ', which is known in part' : ''}`;
  const order = compare(now, before);
  const arrow = order > 0 ? '▲' : order < 0 ? '▼' : '';
  return (
    <span class="change" title={title}>
      <span aria-hidden="true">{arrow}</span>
      <bdi>{text}</bdi>
      {isPartial && '*'}
    </span>
  );
}
