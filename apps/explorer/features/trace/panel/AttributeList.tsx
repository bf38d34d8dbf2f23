import { Fragment } from 'react';
import { Link } from 'wouter';
import type { AttributeDetail } from '../../../../../shared/api/answers.ts';
import { printKey, printValue } from '../../../../../shared/query/print.ts';
import { canonicalKey } from '../../../../../shared/span/aliases.ts';
import { Icon } from '../../../ui/icons/Icon.tsx';
import { searchAround } from '../searchAround.ts';
import { CopyIcon } from './CopyIcon.tsx';
import { LongText } from './LongText.tsx';
import styles from './panel.module.css';

interface AttributeListProps {
  readonly attributes: readonly AttributeDetail[];
  /** Where "add to search" looks around. */
  readonly timeUs: number;
}

/** Keys and values, each to be copied or searched for. */
export function AttributeList({ attributes, timeUs }: AttributeListProps) {
  return (
    <dl className={styles.attributes}>
      {attributes.map(({ key, type, text }) => (
        <div key={key} className={styles.attribute}>
          <dt
            title={canonicalKey(key) === key ? key : `${key}, also known as ${canonicalKey(key)}`}
          >
            {key === '' ? '(no key)' : <BreakableKey text={key} />}
          </dt>
          <dd title={type}>
            {type === 'empty' ? <i className={styles.empty}>empty</i> : <LongText text={text} />}
          </dd>
          <dd className={styles.actions}>
            <CopyIcon text={text} label={`Copy the value of ${key}`} />
            {type !== 'empty' && text.length <= MAX_SEARCHED_CHARACTERS && (
              <Link
                href={searchAround(
                  timeUs,
                  `${printKey(key, undefined, 'trace')}=${printValue(text)}`,
                )}
                className={styles.action}
                aria-label={`Add ${key} to the search`}
                title="Add to search"
              >
                <Icon name="search" sizePx={14} />
              </Link>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Breaks after dots before it breaks words. */
function BreakableKey({ text }: { readonly text: string }) {
  const pieces = text.split(/(?<=[._/])/);
  return pieces.map((piece, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text
    <Fragment key={index}>
      {piece}
      <wbr />
    </Fragment>
  ));
}

/** Longer values are in no index and make no readable link. */
const MAX_SEARCHED_CHARACTERS = 256;
