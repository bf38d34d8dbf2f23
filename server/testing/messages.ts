import type { Span } from '../../shared/span/span.ts';
import { TEXT_START_US, traceFromText } from '../../shared/testing/traceFromText.ts';

const MINUTE_US = 60_000_000;

/** The `index`th message of a small fleet: a minute apart, every third one with a failed write. */
export function message(index: number): readonly Span[] {
  const hasFailed = index % 3 === 0;
  return traceFromText(
    `
    device_publish @sensor      |--        | producer device.id=sensor-${index % 4} device.firmware=${hasFailed ? '2.4.0' : '2.3.1'}
      broker_forward @emqx      | --       | mqtt.broker=eu-1
        evaluate @rules         |   --     | rule.name=store
          handler @ingest       |     ---  | function.name=store-reading
            write @tsdb         |      --  | client db.system=influxdb db.status=${hasFailed ? 'error error:"field type conflict"' : 'success'}
    `,
    { traceId: messageId(index), startUs: TEXT_START_US + index * MINUTE_US },
  );
}

export const messageId = (index: number): string => `c0ffee${String(index).padStart(26, '0')}`;

/** A range that holds the first 100 of them, as query parameters. */
export const MESSAGES_RANGE = 'from=2026-01-05T09:00:00Z&to=2026-01-05T10:40:00Z';
