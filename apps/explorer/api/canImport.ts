import type { SourceAnswer } from '../../../shared/api/answers.ts';

/** Whether files can be brought in: an engine that belongs to somebody else is only read. */
export function canImport(source: SourceAnswer | undefined): boolean {
  return source?.role === 'operator' && source.store.kind === 'embedded';
}
