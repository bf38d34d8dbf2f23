import { useQuery } from '@tanstack/react-query';
import type { SpanDetail } from '../../../../shared/api/answers.ts';
import type { RowIds, TraceColumns } from '../../../../shared/columns/traceColumns.ts';
import { STAGES } from '../../../../shared/pipeline/stages.ts';
import { aliasesOf } from '../../../../shared/span/aliases.ts';
import { spanIdFromBigInt } from '../../../../shared/span/ids.ts';
import { spanQuery } from '../../api/queries.ts';

const QOS_KEYS = aliasesOf('mqtt.qos');
const PUBLISHING_STAGES = [STAGES.indexOf('device'), STAGES.indexOf('broker')];

/** The quality of service of the message, as its first device or broker span has it. */
export function useQos(
  traceId: string,
  atMs: number | undefined,
  columns: TraceColumns | undefined,
  ids: RowIds | undefined,
): string | undefined {
  const row = columns?.stage.findIndex((stage) => PUBLISHING_STAGES.includes(stage)) ?? -1;
  const id = ids?.[row];
  const { data } = useQuery({
    ...spanQuery(traceId, id === undefined ? '' : spanIdFromBigInt(id), atMs),
    enabled: id !== undefined,
    select: qosOf,
  });
  return data;
}

function qosOf({ attributes }: SpanDetail): string | undefined {
  return attributes.find(({ key }) => QOS_KEYS.includes(key))?.text;
}
