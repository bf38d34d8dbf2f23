import { NO_SCOPE, type Span } from '../shared/span/span.ts';
import { FLEET_FROM } from './fleet.ts';

export const HOSTILE_TRACE_ID = 'bad0bad0bad0bad0bad0bad0bad0bad0';

/** Texts that attack a page that does not treat them as text, and texts that break layouts. */
export const HOSTILE_TEXTS = [
  '<img src=x onerror="window.hacked=1">',
  '<script>window.hacked=1</script>',
  '"><svg onload="window.hacked=1">',
  "javascript:window.hacked=1//'",
  '{{constructor.constructor("window.hacked=1")()}}',
  '\u202Ereversed\u202C and \u0000 null and \u001b[31mred',
  '__proto__',
  'Zürich 温度 🌡️ \uD800 lone',
] as const;

/** Two minutes after the start of the fleet's hour: a trace with a hostile text in every field. */
export function hostileTrace(): readonly Span[] {
  const startUs = Date.parse(FLEET_FROM) * 1000 + 120_000_000;
  return HOSTILE_TEXTS.map((text, index) => ({
    traceId: HOSTILE_TRACE_ID,
    spanId: `bad0bad0bad0bad${index}`,
    ...(index > 0 && { parentSpanId: `bad0bad0bad0bad${index - 1}` }),
    operation: text,
    kind: index === 0 ? 'producer' : 'internal',
    startUs: startUs + index * 1_000,
    durationUs: 20_000 - index * 2_000,
    status: 'error',
    statusMessage: text,
    attributes: new Map([
      ['device.id', text],
      ['mqtt.topic', `devices/${text}/telemetry`],
      [text, text],
      ['constructor', 'x'.repeat(20_000)],
    ]),
    resource: {
      service: text,
      attributes: new Map([
        ['service.name', text],
        ['device.firmware', text],
      ]),
    },
    scope: { ...NO_SCOPE, name: text, version: text },
    events: [
      {
        name: text,
        timeUs: startUs + index * 1_000,
        attributes: new Map([['exception.message', text]]),
      },
    ],
    links: [
      {
        traceId: HOSTILE_TRACE_ID,
        spanId: 'bad0bad0bad0bad0',
        attributes: new Map([[text, text]]),
      },
    ],
  }));
}
