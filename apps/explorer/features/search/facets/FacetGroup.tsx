import { type ReactNode, useState } from 'react';
import type { ValueCount } from '../../../../../shared/api/answers.ts';
import type { FacetChoice } from '../../../../../shared/query/editQuery.ts';
import { formatCount } from '../../../../../shared/stats/formatCount.ts';
import { Icon } from '../../../ui/icons/Icon.tsx';
import { FacetSearch } from './FacetSearch.tsx';
import { FacetValue } from './FacetValue.tsx';
import { facetLabel } from './facetFields.ts';
import styles from './facets.module.css';

export interface FacetGroupProps {
  readonly field: string;
  /** Absent while the first counts load, and when counting failed. */
  readonly values: readonly ValueCount[] | undefined;
  readonly otherCount: number;
  /** All matching traces: what a full bar means. */
  readonly totalCount: number;
  readonly isFolded: boolean;
  readonly isPinned: boolean;
  readonly isStale: boolean;
  /** Counting failed. */
  readonly isFailed: boolean;
  readonly choiceOf: (value: string) => FacetChoice;
  readonly onChange: (value: string, choice: FacetChoice) => void;
  readonly onFold: () => void;
  readonly onPin: () => void;
  /** Absent on facets that always are there. */
  readonly onRemove?: (() => void) | undefined;
  /** Draws the values found by the search inside the facet. */
  readonly renderFound: (text: string) => ReactNode;
}

export function FacetGroup(props: FacetGroupProps) {
  const { field, values, isFolded, isFailed, otherCount } = props;
  const [searched, setSearched] = useState<string>();
  const label = facetLabel(field);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a folding group
    <div role="group" aria-label={`Facet: ${field}`} className={styles.group}>
      <header className={styles.head}>
        <button
          type="button"
          className={styles.fold}
          aria-expanded={!isFolded}
          onClick={props.onFold}
        >
          <Icon name={isFolded ? 'chevronRight' : 'chevronDown'} sizePx={11} />
          <span>{label}</span>
          {!isFolded && values?.length === 0 && <small>none</small>}
          {!isFolded && values === undefined && isFailed && <small>unknown</small>}
        </button>
        {props.onRemove && (
          <HeadTool icon="close" name={`Remove facet ${field}`} onClick={props.onRemove} />
        )}
        <HeadTool
          icon="pin"
          name={`${props.isPinned ? 'Unpin' : 'Pin'} ${label}`}
          isOn={props.isPinned}
          onClick={props.onPin}
        />
        {!isFolded && (
          <HeadTool
            icon="search"
            name={`Find in ${label}`}
            isOn={searched !== undefined}
            onClick={() => setSearched(searched === undefined ? '' : undefined)}
          />
        )}
      </header>
      {!isFolded && searched !== undefined && (
        <FacetSearch
          label={label}
          text={searched}
          onChange={setSearched}
          onClose={() => setSearched(undefined)}
        />
      )}
      {!isFolded && (
        <div data-stale={props.isStale || undefined} className={styles.values}>
          {searched === undefined ? <FacetValues {...props} /> : props.renderFound(searched)}
          {searched === undefined && values !== undefined && otherCount > 0 && (
            <button type="button" className={styles.others} onClick={() => setSearched('')}>
              <span>others…</span>
              <span className={styles.count}>{formatCount(otherCount)}</span>
            </button>
          )}
        </div>
      )}
    </div>
  );
}

function FacetValues({ values, totalCount, isFailed, choiceOf, onChange }: FacetGroupProps) {
  if (values === undefined) return !isFailed && <ValuesSkeleton />;
  // A facet that filters counts more traces than the search finds.
  let fullCount = totalCount;
  for (const { count } of values) fullCount = Math.max(fullCount, count);
  return values.map(({ value, count }) => (
    <FacetValue
      key={value}
      value={value}
      count={count}
      totalCount={fullCount}
      choice={choiceOf(value)}
      onChange={(choice) => onChange(value, choice)}
    />
  ));
}

function ValuesSkeleton() {
  return (
    <div aria-hidden="true">
      {[70, 52, 60].map((widthPercent) => (
        <div key={widthPercent} className={styles.skeleton}>
          <i style={{ width: `${widthPercent}%` }} />
        </div>
      ))}
    </div>
  );
}

interface HeadToolProps {
  readonly icon: 'pin' | 'search' | 'close';
  readonly name: string;
  readonly isOn?: boolean;
  readonly onClick: () => void;
}

function HeadTool({ icon, name, isOn, onClick }: HeadToolProps) {
  return (
    <button
      type="button"
      className={styles.tool}
      aria-label={name}
      aria-pressed={isOn}
      data-search={icon === 'search' || undefined}
      onClick={onClick}
    >
      <Icon name={icon} sizePx={13} />
    </button>
  );
}
