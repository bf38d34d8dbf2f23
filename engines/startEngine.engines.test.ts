import { expect, test } from 'vitest';
import { startEngine } from './startEngine.ts';

test('an engine ends without leaving a process', async () => {
  const engine = await startEngine({ name: 'elasticsearch', version: '8.19.7' });
  const { pid } = engine.process;
  expect(() => process.kill(-pid, 0)).not.toThrow();
  await engine.stop();
  expect(() => process.kill(-pid, 0)).toThrow('ESRCH');
  await expect(fetch(engine.url)).rejects.toThrow('fetch failed');
});
