import { emptyLayout } from '../columns/joinLayouts.ts';
import type { SpanLayout } from '../columns/spanLayout.ts';
import { STAGE_EVIDENCES } from '../pipeline/stageEvidence.ts';

/**
 * A run of spans from text, one a line, in this order of arrival:
 *
 *     id parent start duration [service:operation] [evidence] [error] [event]
 *     1  -      0     12       gateway:publish     publish
 *
 * Ids are hex, `-` is no parent, start counts from 1,000,000 µs.
 */
export function layoutFromText(text: string): SpanLayout {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const layout = emptyLayout(lines.length);
  const services: string[] = [];
  const operations: string[] = [];
  lines.forEach((line, i) => {
    const [id = '0', parent = '-', start, duration, name = 'app:work', ...words] = line
      .trim()
      .split(/\s+/);
    const [service = '', operation = ''] = name.split(':');
    layout.spanId[i] = BigInt(`0x${id}`);
    layout.parentId[i] = parent === '-' ? 0n : BigInt(`0x${parent}`);
    layout.startUs[i] = 1_000_000 + Number(start);
    layout.durationUs[i] = Number(duration);
    layout.service[i] = indexIn(services, service);
    layout.operation[i] = indexIn(operations, operation);
    layout.status[i] = words.includes('error') ? 2 : 0;
    layout.events[i] = words.includes('event') ? 1 : 0;
    layout.evidence[i] = Math.max(
      0,
      STAGE_EVIDENCES.findIndex((evidence) => words.includes(evidence)),
    );
  });
  return { ...layout, services, operations };
}

function indexIn(table: string[], text: string): number {
  const known = table.indexOf(text);
  return known === -1 ? table.push(text) - 1 : known;
}
