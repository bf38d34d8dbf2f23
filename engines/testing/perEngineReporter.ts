import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Says at the end how many tests ran on each engine: `elasticsearch@8.19.7: 57 passed`. */
export class PerEngineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const states = modules.flatMap((module) =>
      Array.from(module.children.allTests(), (test) => ({
        engine: engineOf(test),
        state: test.result().state,
      })),
    );
    for (const line of linesPerEngine(states)) process.stdout.write(`${line}\n`);
  }
}

interface TestState {
  /** `name@version`; undefined for a test that is on none of its own. */
  readonly engine: string | undefined;
  readonly state: string;
}

export function linesPerEngine(tests: readonly TestState[]): readonly string[] {
  const counts = new Map<string, Map<string, number>>();
  for (const { engine, state } of tests) {
    if (engine === undefined) continue;
    const states = counts.get(engine) ?? new Map([['passed', 0]]);
    states.set(state, (states.get(state) ?? 0) + 1);
    counts.set(engine, states);
  }
  return [...counts]
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(
      ([engine, states]) => `${engine}: ${[...states].map(([it, n]) => `${n} ${it}`).join(', ')}`,
    );
}

/** From the blocks around it, which say `elasticsearch@8.19.7` or begin so. */
function engineOf(test: TestCase): string | undefined {
  let { parent } = test;
  while (parent.type === 'suite') {
    const [engine] = /^(elasticsearch|opensearch)@\d+\.\d+\.\d+/.exec(parent.name) ?? [];
    if (engine !== undefined) return engine;
    parent = parent.parent;
  }
  return undefined;
}
