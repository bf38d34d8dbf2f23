import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Completion, completionAt } from '../../../../../shared/query/complete.ts';
import { fieldsQuery, fieldValuesQuery } from '../../../api/queries.ts';
import { useDebounced } from '../../../ui/useDebounced.ts';
import { recentQueries } from './recentQueries.ts';
import { listOptions, type OptionList, recentOptions } from './suggestions.ts';

const TYPING_PAUSE_MS = 80;

interface Options extends OptionList {
  readonly completion: Completion | undefined;
}

const NOTHING: OptionList = { title: '', typed: '', options: [] };

/** What the data has to offer at the cursor; asks nothing while the list is closed. */
export function useOptions(text: string, cursor: number, isOpen: boolean): Options {
  const completion = useMemo(
    () => (isOpen ? completionAt(text, cursor) : undefined),
    [text, cursor, isOpen],
  );
  const isKey = completion?.kind === 'key';
  const isValue = completion?.kind === 'value';
  const prefix = useDebounced(isKey || isValue ? completion.prefix : '', TYPING_PAUSE_MS);
  const fields = useQuery({ ...fieldsQuery(prefix), enabled: isKey });
  const values = useQuery({
    ...fieldValuesQuery(isValue ? completion.field : '', prefix),
    enabled: isValue,
  });

  return useMemo(() => {
    if (!isOpen) return { ...NOTHING, completion };
    const list = completion ? listOptions(completion, fields.data, values.data) : NOTHING;
    const recent = recentOptions(text, recentQueries());
    return { ...list, options: [...recent, ...list.options], completion };
  }, [isOpen, completion, fields.data, values.data, text]);
}
