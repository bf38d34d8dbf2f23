import { type Journey, plainWrite, type WriteError, type WritePlan } from '../journey.ts';
import type { Random } from '../random.ts';
import type { Deviation } from './deviation.ts';

const hasDb = ({ device }: Journey) => device.pipeline.db !== undefined;
const hasFunction = ({ device }: Journey) => device.pipeline.function !== undefined;

/** Dialects whose consumer span tells a redelivery by message id or delivery count. */
const tellsRedelivery = ({ device }: Journey) =>
  device.pipeline.subscriber !== undefined && device.pipeline.subscriber.dialect !== 'natsJava';

/** A call that has its own span for each attempt and so can be told from fan-out by its id. */
const hasInvocationId = ({ device }: Journey) =>
  device.pipeline.function !== undefined && device.pipeline.function.dialect !== 'plain';

function failedWrite(random: Random, error: WriteError): WritePlan {
  const isSlow = error === 'timeout';
  return {
    ...plainWrite(random),
    error,
    durationUs: isSlow ? random.integer(300_000, 900_000) : random.integer(2_000, 20_000),
  };
}

function storm(random: Random, isLastLucky: boolean): WritePlan[] {
  const error = random.pick(['timeout', 'unavailable'] as const);
  const failures = Array.from({ length: random.integer(1, 4) }, () => failedWrite(random, error));
  return [...failures, isLastLucky ? plainWrite(random) : failedWrite(random, error)];
}

export const RETRIES: readonly Deviation[] = [
  {
    name: 'write retried until it worked',
    kind: 'retry',
    isHarmless: false,
    isPossible: hasDb,
    apply: (journey, random) => ({ ...journey, writes: storm(random, true) }),
  },
  {
    name: 'write retried in vain',
    kind: 'retry',
    isHarmless: false,
    isPossible: hasDb,
    apply: (journey, random) => ({ ...journey, writes: storm(random, false) }),
  },
  {
    name: 'function run again',
    kind: 'retry',
    isHarmless: false,
    isPossible: hasFunction,
    apply: (journey) => ({ ...journey, functionAttempts: 'retried' }),
  },
  {
    name: 'delivered again',
    kind: 'retry',
    isHarmless: false,
    isPossible: tellsRedelivery,
    apply: (journey) => ({ ...journey, delivery: 'again' }),
  },
  {
    name: 'delivered again, first attempt unseen',
    kind: 'retry',
    isHarmless: false,
    isPossible: ({ device }) => device.pipeline.subscriber?.dialect === 'natsNet',
    apply: (journey) => ({ ...journey, delivery: 'second' }),
  },
  {
    name: 'registry asked again after 503',
    kind: 'retry',
    isHarmless: false,
    isPossible: hasFunction,
    apply: (journey) => ({ ...journey, extras: { ...journey.extras, isRegistryFlaky: true } }),
  },
  {
    name: 'read page by page',
    kind: 'retry',
    isHarmless: true,
    isPossible: hasDb,
    apply: (journey, random) => ({
      ...journey,
      writes: [
        ...Array.from({ length: random.integer(3, 9) }, () => ({
          ...plainWrite(random),
          statement: 'page' as const,
        })),
        plainWrite(random),
      ],
    }),
  },
  {
    name: 'written to three hosts at once, one failed',
    kind: 'retry',
    isHarmless: true,
    isPossible: hasDb,
    apply: (journey, random) => ({
      ...journey,
      writes: [
        { ...failedWrite(random, 'unavailable'), host: 0 },
        { ...plainWrite(random), host: 1, isParallel: true },
        { ...plainWrite(random), host: 2, isParallel: true },
      ],
    }),
  },
  {
    name: 'failed write, then the other host',
    kind: 'retry',
    isHarmless: true,
    isPossible: hasDb,
    apply: (journey, random) => ({
      ...journey,
      writes: [failedWrite(random, 'unavailable'), { ...plainWrite(random), host: 1 }],
    }),
  },
  {
    name: 'failed write, then a dead letter',
    kind: 'retry',
    isHarmless: true,
    isPossible: ({ device }) =>
      device.pipeline.db !== undefined && device.pipeline.db.dialect !== 'plain',
    apply: (journey, random) => ({
      ...journey,
      writes: [
        failedWrite(random, 'duplicateKey'),
        { ...plainWrite(random), statement: 'deadLetter' },
      ],
    }),
  },
  {
    name: 'failed write, then a rollback',
    kind: 'retry',
    isHarmless: true,
    isPossible: ({ device }) => device.pipeline.db?.dialect.startsWith('postgres') === true,
    apply: (journey, random) => ({
      ...journey,
      writes: [
        failedWrite(random, 'duplicateKey'),
        { ...plainWrite(random), statement: 'rollback' },
      ],
    }),
  },
  {
    name: 'two services read the same message',
    kind: 'retry',
    isHarmless: true,
    isPossible: ({ device }) => device.pipeline.subscriber !== undefined,
    apply: (journey) => ({ ...journey, delivery: 'twoServices' }),
  },
  {
    name: 'spans exported twice',
    kind: 'retry',
    isHarmless: true,
    isPossible: () => true,
    apply: (journey) => ({ ...journey, isExportedTwice: true }),
  },
  {
    name: 'handler span inside its invocation',
    kind: 'retry',
    isHarmless: true,
    isPossible: hasInvocationId,
    apply: (journey) => ({ ...journey, functionAttempts: 'nestedHandler' }),
  },
  {
    name: 'function called twice on purpose',
    kind: 'retry',
    isHarmless: true,
    isPossible: hasFunction,
    apply: (journey) => ({ ...journey, functionAttempts: 'twoCalls' }),
  },
];
