import type { Budget, Budgets as Answer } from '../api';
import { useView } from '../context';
import { compare, isZero } from '../decimal';
import { format, secondsOf } from '../format';
import { Notice } from '../parts/Notice';
import { useAnswer } from '../state/answer';

const day = 86_400;

const everyFormat = (seconds: number): string => {
  const [value, unit] =
    seconds % day === 0
      ? [seconds / day, 'day']
      : seconds % 3600 === 0
        ? [seconds / 3600, 'hour']
        : seconds % 60 === 0
          ? [seconds / 60, 'minute']
          : [seconds, 'second'];
  return value === 1 ? `each ${unit}` : `each ${format.integer(value)} ${unit}s`;
};

function amount(budget: Budget, text: string, isProjected = false): string {
  const sign = isProjected ? '~ ' : '';
  return sign + (budget.unit === 'usd' ? format.usd(text) : format.quantity(text));
}

function exactOf(budget: Budget, text: string): string {
  return budget.unit === 'usd' ? format.usdExact(text) : format.quantity(text);
}

function Bar({ budget }: { budget: Budget }) {
  const level = budget.share >= 1 ? 'full' : budget.share >= 0.8 ? 'high' : 'fine';
  const words = { full: 'used up', high: 'nearly used up', fine: 'within the limit' }[level];
  const { zone } = useView();
  const unit = budget.unit === 'usd' ? '' : ` ${budget.unit.replace(/_/g, ' ')}`;
  const isOver = budget.forecast !== null && compare(budget.forecast, budget.limit) > 0;
  return (
    <li class={`budget ${level}`}>
      <div class="budget-head">
        <h3>
          <bdi class="name" title={budget.name}>
            {budget.name}
          </bdi>
        </h3>
        {budget.scope && (
          <bdi class="name muted" title={budget.scope}>
            {budget.scope}
          </bdi>
        )}
        <span class={`mark ${level === 'full' ? 'bad' : level === 'high' ? 'warn' : 'plain'}`}>
          {format.percent(budget.share)} {words}
        </span>
      </div>
      <div
        class="meter"
        role="meter"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.min(100, Math.round(budget.share * 100))}
        aria-valuetext={`${amount(budget, budget.spent)} of ${amount(budget, budget.limit)}${unit}`}
        aria-label={`Budget ${budget.name} ${budget.scope}`}
      >
        <span style={{ width: `${Math.min(1, budget.share) * 100}%` }} />
      </div>
      <p class="budget-facts">
        <span title={exactOf(budget, budget.spent)}>
          <strong>{amount(budget, budget.spent)}</strong> of {amount(budget, budget.limit)}
          {unit}
        </span>
        {!isZero(budget.reserved) && (
          <span title={exactOf(budget, budget.reserved)}>{amount(budget, budget.reserved)} reserved by calls in progress</span>
        )}
        <span title={exactOf(budget, budget.remaining)}>{amount(budget, budget.remaining)} left</span>
        {budget.windowSeconds !== null && <span>{everyFormat(budget.windowSeconds)}</span>}
        {budget.resetsAt && (
          <span title={format.full(secondsOf(budget.resetsAt), zone)}>
            resets {format.dayClock(secondsOf(budget.resetsAt), zone)}
          </span>
        )}
        {budget.forecast !== null && (
          <span class={isOver ? 'warn-text' : ''} title={exactOf(budget, budget.forecast)}>
            {amount(budget, budget.forecast, true)} by the end of the window{isOver ? ', over the limit' : ''}
          </span>
        )}
      </p>
    </li>
  );
}

const code = `{
  "LlmCost": {
    "Budgets": {
      "day": { "Usd": 20, "Window": "Day" }
    }
  }
}`;

export function Budgets() {
  const { value, error } = useAnswer<Answer>('api/budgets', 5_000);
  if (!value) {
    return error ? <Notice kind="error">{error}</Notice> : <p class="muted">Loading …</p>;
  }

  return (
    <section class="panel" aria-labelledby="budgets-title">
      <div class="panel-head">
        <h2 id="budgets-title">Budgets</h2>
        <span class="muted small">updated every 5 s</span>
      </div>
      {error && <Notice kind="error">{error}</Notice>}
      {value.budgets.length === 0 ? (
        <>
          <p>The app has no budgets. A budget stops calls before they exceed a limit. It is a section of the configuration:</p>
          <pre tabIndex={0}>
            <code>{code}</code>
          </pre>
        </>
      ) : (
        <ul class="budgets">
          {value.budgets.map((budget) => (
            <Bar budget={budget} key={`${budget.name} ${budget.scope} ${budget.unit}`} />
          ))}
        </ul>
      )}
    </section>
  );
}
