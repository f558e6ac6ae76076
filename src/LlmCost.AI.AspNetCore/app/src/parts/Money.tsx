import { format, unknown } from '../format';

interface MoneyProps {
  /** The exact amount as decimal text, or null if it is unknown. */
  usd: string | null;
  /** True if the amount is a lower bound. */
  isLower?: boolean;
  isProjected?: boolean;
  /** The reason why the amount is unknown. */
  reason?: string;
  /** True to show all digits. */
  isExact?: boolean;
}

/** An amount. An unknown amount is never shown as zero; the exact amount is in the tooltip. */
export function Money({ usd, isLower, isProjected, reason, isExact }: MoneyProps) {
  if (usd === null) {
    return (
      <span class="money unknown" title={reason ?? 'unknown'}>
        <span aria-hidden="true">{unknown}</span>
        <span class="sr">{reason ? `no amount: ${reason}` : 'unknown'}</span>
      </span>
    );
  }

  const exact = format.usdExact(usd);
  const sign = isLower ? '≥ ' : isProjected ? '~ ' : '';
  const meaning = isLower ? 'At least ' : isProjected ? 'Projected: ' : '';
  return (
    <span class="money" title={`${meaning}${exact}`}>
      {sign}
      {isExact ? exact : format.usd(usd)}
    </span>
  );
}

/** The text of an amount, for names of charts and tooltips. */
export function moneyText(usd: string | null, isLower = false): string {
  return usd === null ? 'unknown' : `${isLower ? '≥ ' : ''}${format.usd(usd)}`;
}
