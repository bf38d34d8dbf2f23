import { expect, test } from 'vitest';
import { printStages } from '../testing/printSummary.ts';
import { TEXT_START_US, traceFromText } from '../testing/traceFromText.ts';
import { summarizeTrace } from './summarizeTrace.ts';
import { defaultContext } from './summaryContext.ts';

const settled = defaultContext(TEXT_START_US + 3_600_000_000, true);

test('a whole pipeline is summarised stage by stage, with what waited and who is who', () => {
  const summary = summarizeTrace(
    traceFromText(`
      device_publish @sensor      |0ms +12ms   | producer device.id=sensor-0042 device.firmware=2.3.1 mqtt.topic=devices/sensor-0042/telemetry mqtt.qos=1
        broker_forward @emqx      |4ms +3ms    | mqtt.broker=emqx-cluster-01 mqtt.delivery_latency_ms=3
          rule_evaluate @rules    |3107ms +2ms | rule.name=store_telemetry rule.matched=true
            transform @ingest     |3110ms +30ms| server function.name=processor function.cold_start=false
              db_write @ingest    |3120ms +12ms| client db.system=influxdb db.status=success
    `),
    settled,
  );
  expect(printStages(summary.stages)).toBe(
    'device 12.0 ms · broker 3 ms ··3.10 s·· rule 2 ms ··1 ms·· function 30.0 ms · db 12.0 ms',
  );
  expect(summary).toMatchObject({
    startUs: TEXT_START_US,
    durationUs: 3_140_000,
    spanCount: 5,
    errorCount: 0,
    services: ['sensor', 'emqx', 'rules', 'ingest'],
    rootService: 'sensor',
    rootOperation: 'device_publish',
    route: 'mqtt',
    deviceId: 'sensor-0042',
    firmware: '2.3.1',
    topicTemplate: 'devices/{device}/telemetry',
    broker: 'emqx-cluster-01',
    ruleName: 'store_telemetry',
    functionName: 'processor',
    dbSystem: 'influxdb',
    dbStatus: 'success',
    lastStage: 'db',
    isComplete: true,
    isSettled: true,
    bottleneck: { kind: 'gap', fromStage: 'broker', stage: 'rule', durationUs: 3_100_000 },
    identityRules: { deviceId: 'span device.id', firmware: 'span device.firmware' },
  });
});
