import { describeOnEveryEngine } from '../../../engines/testing/describeOnEngine.ts';
import { describeTraceStore } from '../traceStore.contract.ts';
import { openOnEngine } from './testing/openOnEngine.ts';

describeOnEveryEngine((engine) => {
  describeTraceStore('What Jaeger 2.13 wrote', () =>
    openOnEngine(engine, { writer: 'jaeger-2.13' }),
  );
});
