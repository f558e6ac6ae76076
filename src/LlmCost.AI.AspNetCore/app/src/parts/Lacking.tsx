import type { ComponentChildren } from 'preact';

import type { Missing } from '../api';
import { count } from '../format';
import { Money } from './Money';
import { Notice } from './Notice';

interface LackingProps {
  missing: Missing | null;
  /** What lacks the calls, such as "these sums". */
  where: string;
  /** The remedy for days for which only sums are kept. */
  children?: ComponentChildren;
}

/** What a ledger lacks, and why. */
export function Lacking({ missing, where, children }: LackingProps) {
  return (
    <>
      {missing && missing.calls > 0 && (
        <Notice kind="warn">
          {count(missing.calls, 'call')} with <Money usd={missing.usd} /> could not be kept in the ledger and{' '}
          {missing.calls === 1 ? 'is' : 'are'} not in {where}.
        </Notice>
      )}
      {missing && missing.days > 0 && (
        <Notice kind="warn">
          For {count(missing.days, 'day')}, the ledger has only sums per UTC day, without tags and single calls.{' '}
          {missing.days === 1 ? 'This day is' : 'These days are'} not in {where}. {children}
        </Notice>
      )}
    </>
  );
}
