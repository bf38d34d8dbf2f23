import { startJaeger } from '../engines/startJaeger.ts';
import type { TestEngine } from '../engines/testing/describeOnEngine.ts';
import { sendFleet, sendSpans } from './fleet.ts';
import { hostileTrace } from './hostileTrace.ts';

const DEADLINE_MS = 60_000;

/** The simulated hour and the hostile trace, as Jaeger writes them; answers how many traces. */
export async function writeFleet(engine: TestEngine): Promise<number> {
  const jaeger = await startJaeger({ storage: engine, indexPrefix: engine.prefix });
  try {
    const truths = await sendFleet(jaeger.otlpUrl);
    await sendSpans(jaeger.otlpUrl, hostileTrace());
    const traceIds = new Set(truths.map(({ traceId }) => traceId));
    await untilWritten(engine, traceIds.size + 1);
    return traceIds.size + 1;
  } finally {
    await jaeger.stop();
  }
}

async function untilWritten(engine: TestEngine, traceCount: number): Promise<void> {
  const indices = `/${engine.prefix}-jaeger-span-*`;
  const giveUpAtMs = Date.now() + DEADLINE_MS;
  for (;;) {
    await engine.ask('POST', `${indices}/_refresh`);
    const answer = await engine.ask('POST', `${indices}/_search`, {
      size: 0,
      aggs: { traces: { cardinality: { field: 'traceID', precision_threshold: 40_000 } } },
    });
    const found = Object(answer).aggregations?.traces.value;
    if (found === traceCount) return;
    if (Date.now() > giveUpAtMs) throw new Error(`${found} of ${traceCount} traces are written`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
