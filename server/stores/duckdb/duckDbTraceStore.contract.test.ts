import { describeTraceStore } from '../traceStore.contract.ts';
import { openDuckDbUnderTest } from './testing/openDuckDbUnderTest.ts';

describeTraceStore('DuckDB', openDuckDbUnderTest);
