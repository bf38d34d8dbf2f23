import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import { askEngine } from '../askEngine.ts';
import { type EngineName, parseEngine } from '../catalog.ts';
import { removeCreated } from './removeCreated.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the server that starts engines for all files of a run. */
    engineBroker: string;
    /** `name@version` that this run of the file is for. */
    engine: string | undefined;
  }
}

/** A real engine that all test files of a run share, one after the other. */
export interface TestEngine {
  readonly name: EngineName;
  readonly version: string;
  /** Known in hooks and tests; asked for while tests are being collected, it throws. */
  readonly url: string;
  /**
   * Of this block alone, and legal in names of indices: `t5f0c2a91`. What has it in its name is removed when the
   * block has ended: indices with their aliases, and templates.
   */
  readonly prefix: string;
  /** Names without the prefix that are to be removed as well. */
  readonly created: Set<string>;
  /** What the engine answers, parsed; an error that says what was asked when it is not a success. */
  ask(method: string, path: string, body?: object): Promise<unknown>;
}

/**
 * A `describe` named `elasticsearch@8.19.7`, once for each tested engine. The files that call this
 * are run once for each engine, all files of one engine before the next one starts:
 *
 * ```ts
 * describeOnEveryEngine((engine) => {
 *   test('counts spans', async () => {
 *     const index = await putSpanIndex(engine, { date: '2026-01-01', variant: 'jaeger-2.13' });
 *     await bulkSpans(engine, index, spans.map((span) => spanDocument(span, { writer: 'jaeger-2.13' })));
 *     expect(await engine.ask('GET', `/${index}/_count`)).toMatchObject({ count: 2 });
 *   });
 * });
 * ```
 */
export function describeOnEveryEngine(body: (engine: TestEngine) => void): void {
  const engine = inject('engine');
  if (engine === undefined) {
    throw new Error('nobody has said which engine: vitest run -c engines/vitest.config.ts <file>');
  }
  describeOnEngine(engine, body);
}

/**
 * The same on one engine, for what is the same on all. A file that calls only this, or starts
 * engines of its own (for settings, users, or to end them), is run once.
 */
export function describeOnEngine(label: string, body: (engine: TestEngine) => void): void {
  const { name, version } = parseEngine(label);
  const created = new Set<string>();
  let url: string | undefined;
  const engine: TestEngine = {
    name,
    version,
    get url() {
      if (url === undefined) throw new Error(`${label} has no address before the first hook`);
      return url;
    },
    prefix: `t${randomBytes(4).toString('hex')}`,
    created,
    ask: (method, path, body) => askEngine(engine, method, path, body),
  };
  describe(label, () => {
    beforeAll(async () => {
      url = await sharedEngine(label);
    });

    afterAll(async () => {
      if (url !== undefined) await removeCreated(engine);
    });

    body(engine);
  });
}

async function sharedEngine(label: string): Promise<string> {
  const answer = await fetch(`${inject('engineBroker')}/${label}`, { method: 'POST' });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return text;
}
