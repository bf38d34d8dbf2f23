import type { SearchSort } from '../../../../../shared/api/answers.ts';
import { STAGE_LABELS } from '../../../../../shared/pipeline/stages.ts';
import { formatCount } from '../../../../../shared/stats/formatCount.ts';
import type { TraceSummary } from '../../../../../shared/summary/traceSummary.ts';
import { formatDate, formatDay } from '../../../ui/time/formatTime.ts';
import type { TimeZone } from '../../../ui/time/timeZoneStore.ts';

export interface Column {
  readonly id: ColumnId;
  readonly label: string;
  readonly minPx: number;
  /** Takes part in the width that is left over, up to this; absent: always `minPx`. */
  readonly maxPx?: number;
  readonly isNumber?: boolean;
  readonly isMono?: boolean;
  /** The order a first click sorts by; a second click turns it round. */
  readonly sort?: SearchSort;
  /** Plain columns: their text, absent when the trace has none. */
  readonly text?: (summary: TraceSummary) => string | undefined;
}

export const COLUMN_IDS = [
  'start',
  'device',
  'firmware',
  'pipeline',
  'duration',
  'spans',
  'happened',
  'errors',
  'root',
  'services',
  'route',
  'topic',
  'broker',
  'rule',
  'function',
  'db.system',
  'db.status',
  'error.class',
  'last',
  'trace',
] as const;
export type ColumnId = (typeof COLUMN_IDS)[number];

export const DEFAULT_COLUMNS: readonly ColumnId[] = [
  'start',
  'device',
  'firmware',
  'pipeline',
  'duration',
  'spans',
  'happened',
];

const BY_ID: Readonly<Record<ColumnId, Omit<Column, 'id'>>> = {
  start: { label: 'Start', minPx: 120, isMono: true, sort: '-start' },
  device: { label: 'Device', minPx: 104, maxPx: 168, text: (trace) => trace.deviceId },
  firmware: { label: 'Firmware', minPx: 88, isMono: true, text: (trace) => trace.firmware },
  pipeline: { label: 'Pipeline', minPx: 232, maxPx: 400 },
  duration: { label: 'Duration', minPx: 84, isNumber: true, isMono: true, sort: '-duration' },
  spans: {
    label: 'Spans',
    minPx: 64,
    isNumber: true,
    sort: '-spans',
    text: (trace) => formatCount(trace.spanCount),
  },
  happened: { label: 'What happened', minPx: 260, maxPx: 4_000 },
  errors: {
    label: 'Errors',
    minPx: 68,
    isNumber: true,
    sort: '-errors',
    text: (trace) => (trace.errorCount === 0 ? undefined : formatCount(trace.errorCount)),
  },
  root: {
    label: 'Root',
    minPx: 140,
    maxPx: 260,
    text: (trace) => `${trace.rootService} ${trace.rootOperation}`,
  },
  services: {
    label: 'Services',
    minPx: 140,
    maxPx: 260,
    text: (trace) => trace.services.join(', '),
  },
  route: { label: 'Route', minPx: 84, text: (trace) => trace.route },
  topic: {
    label: 'Topic',
    minPx: 140,
    maxPx: 240,
    isMono: true,
    text: (trace) => trace.topicTemplate,
  },
  broker: { label: 'Broker', minPx: 92, maxPx: 160, text: (trace) => trace.broker },
  rule: { label: 'Rule', minPx: 92, maxPx: 160, text: (trace) => trace.ruleName },
  function: { label: 'Function', minPx: 104, maxPx: 180, text: (trace) => trace.functionName },
  'db.system': { label: 'DB system', minPx: 92, text: (trace) => trace.dbSystem },
  'db.status': { label: 'DB status', minPx: 84, text: (trace) => trace.dbStatus },
  'error.class': {
    label: 'Error class',
    minPx: 120,
    maxPx: 200,
    text: (trace) => trace.errorClass,
  },
  last: {
    label: 'Last stage',
    minPx: 96,
    text: (trace) => trace.lastStage && STAGE_LABELS[trace.lastStage],
  },
  trace: { label: 'Trace id', minPx: 250, isMono: true, text: (trace) => trace.traceId },
};

export function columnOf(id: ColumnId): Column {
  return { id, ...BY_ID[id] };
}

/** A start that is not today's has its day before it, one of another year that as well. */
export function startColumnPx(startsMs: readonly number[], zone: TimeZone, nowMs: number): number {
  const today = formatDate(nowMs, zone);
  let dayLength = 0;
  for (const startMs of startsMs) {
    if (formatDate(startMs, zone) === today) continue;
    dayLength = Math.max(dayLength, formatDay(startMs, zone, nowMs).length + 1);
  }
  return BY_ID.start.minPx + Math.ceil(dayLength * MONO_CHARACTER_PX);
}

const MONO_CHARACTER_PX = 7.3;

export function isColumnId(text: string): text is ColumnId {
  return Object.hasOwn(BY_ID, text);
}

/** The sort a click on the header asks for; `undefined` when the API cannot sort by it. */
export function nextSort(column: Column, current: SearchSort): SearchSort | undefined {
  if (column.sort === undefined || column.sort !== current) return column.sort;
  return SORT_TURNED[column.sort];
}

/** How the rows are ordered by this column now. */
export function sortDirection(
  column: Column,
  current: SearchSort,
): 'ascending' | 'descending' | undefined {
  if (column.sort === undefined) return undefined;
  if (column.sort === current) return 'descending';
  return SORT_TURNED[column.sort] === current ? 'ascending' : undefined;
}

const SORT_TURNED: Readonly<Record<SearchSort, SearchSort>> = {
  '-start': 'start',
  start: '-start',
  '-duration': 'duration',
  duration: '-duration',
  '-spans': 'spans',
  spans: '-spans',
  '-errors': 'errors',
  errors: '-errors',
};
