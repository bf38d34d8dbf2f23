import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { DEFAULT_THRESHOLDS } from '../../../../shared/findings/thresholds.ts';
import { DEFAULT_ROUTES } from '../../../../shared/pipeline/routes.ts';
import { SummaryThread } from './summaryThread.ts';

const workers: EventEmitter[] = [];

vi.mock('node:worker_threads', () => ({
  Worker: class extends EventEmitter {
    readonly ref = vi.fn();
    readonly unref = vi.fn();
    readonly postMessage = vi.fn();
    readonly terminate = vi.fn();

    constructor() {
      super();
      workers.push(this);
    }
  },
}));

const DATA = {
  rules: { thresholds: DEFAULT_THRESHOLDS, routes: DEFAULT_ROUTES },
  settleDelayUs: 60e6,
};
const REQUEST = { traces: [], nowUs: 0 };

test('a thread that ends fails its session, and none is started any more if it never answered', async () => {
  const failures: string[] = [];
  const startOne = () => {
    const thread = new SummaryThread(DATA, (cause) => failures.push(String(cause)));
    thread.start();
    return thread;
  };

  const first = startOne();
  const answered = first.summarize(REQUEST);
  workers[0]?.emit('message', { missing: new Set() });
  expect(await answered).toEqual({ missing: new Set() });
  const waiting = first.summarize(REQUEST);
  workers[0]?.emit('messageerror', new Error('cannot be read'));
  await expect(waiting).rejects.toThrow('cannot be read');
  workers[0]?.emit('exit', 1);

  const second = startOne();
  expect(second.isRunning).toBe(true);
  const refused = second.summarize(REQUEST);
  workers[1]?.emit('exit', 13);
  await expect(refused).rejects.toThrow('the thread ended with code 13');

  expect(startOne().isRunning).toBe(false);
  expect(failures).toEqual(['Error: cannot be read', 'Error: the thread ended with code 13']);
});
