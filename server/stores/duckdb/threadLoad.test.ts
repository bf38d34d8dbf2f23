import { performance } from 'node:perf_hooks';
import { afterEach, expect, test, vi } from 'vitest';
import { ThreadLoad } from './threadLoad.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test('the load is that of the last whole second', () => {
  const load = new ThreadLoad();
  const told = vi.spyOn(performance, 'eventLoopUtilization');
  const measureAfter = (idle: number, active: number) => {
    told.mockReturnValue({ idle, active, utilization: active / (idle + active) });
    return load.measure();
  };
  expect(measureAfter(100, 800)).toBe(0);
  expect(measureAfter(200, 800)).toBe(0.8);
  expect(measureAfter(900, 90)).toBe(0.8);
  expect(measureAfter(900, 100)).toBe(0.1);
});
