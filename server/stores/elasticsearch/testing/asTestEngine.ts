import { randomBytes } from 'node:crypto';
import { askEngine } from '../../../../engines/askEngine.ts';
import type { RunningEngine } from '../../../../engines/startEngine.ts';
import type { TestEngine } from '../../../../engines/testing/describeOnEngine.ts';

/** An engine that a file has started for itself, as one that all files share. */
export function asTestEngine(engine: RunningEngine): TestEngine {
  const { name, version, url } = engine;
  return {
    name,
    version,
    url,
    prefix: `t${randomBytes(4).toString('hex')}`,
    created: new Set(),
    ask: (method, path, body) => askEngine(engine, method, path, body),
  };
}
