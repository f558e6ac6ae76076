import { compare, isZero } from '../decimal';
import { format } from '../format';

interface ChangeProps {
  now: string | null;
  before: string | null | undefined;
  /** True if the preceding range is not completely known. */
  isPartial?: boolean;
  /** True if the values are not amounts of money. */
  isCount?: boolean;
}

/** The change from the preceding range. Higher spending is neither good nor bad, so the change has no colour. */
export function Change({ now, before, isPartial, isCount }: ChangeProps) {
  if (now === null || before === null || before === undefined) {
    return <span class="muted">–</span>;
  }

  const text = format.percentChange(now, before);
  if (text === null) {
    return <span class="muted">{isZero(now) ? '–' : 'new'}</span>;
  }

  const amount = isCount ? format.quantity(before) : format.usdExact(before);
  const title = `Compared with ${amount}${isPartial ? ', which is incomplete' : ''}`;
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
