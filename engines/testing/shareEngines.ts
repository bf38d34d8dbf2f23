import type { TestProject } from 'vitest/node';
import { startEngineBroker } from './engineBroker.ts';

/** Engines for `describeOnEngine`; `RUNNING_ENGINES` names those that are up already. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const broker = await startEngineBroker(readRunning(process.env.RUNNING_ENGINES));
  project.provide('engineBroker', broker.url);
  return () => broker.stop();
}

/** `elasticsearch@8.19.7=http://127.0.0.1:9200`, more of them after commas. */
function readRunning(text = ''): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text
      .split(',')
      .map((pair) => pair.split('='))
      .flatMap(([label, url]) => (label && url ? [[label.trim(), url.trim()]] : [])),
  );
}
