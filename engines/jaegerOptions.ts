import type { JaegerVersion } from './buildJaeger.ts';
import type { RunningEngine } from './startEngine.ts';

/** An engine that Jaeger can write into. */
type JaegerStorage = Pick<RunningEngine, 'name' | 'version' | 'url' | 'credentials'>;

export interface JaegerOptions {
  readonly storage: JaegerStorage;
  /** 1.62 writes the documents of the older generation; it cannot talk to Elasticsearch 8 and 9 here. */
  readonly version?: JaegerVersion;
  /** `tenant` gives `tenant-jaeger-span-…`. */
  readonly indexPrefix?: string;
  /** All tags, or those named, as fields of their own instead of nested ones. */
  readonly tagsAsFields?: 'all' | readonly string[];
  /** What stands for the dots of such a tag: `@` unless given. */
  readonly dotReplacement?: string;
  /** One index until it is rolled over, behind a read and a write alias. */
  readonly usesAliases?: boolean;
  /** An index each hour instead of each day. */
  readonly isHourly?: boolean;
  /** Between year, month and day in the name of an index: `-` unless given. */
  readonly dateSeparator?: string;
}

/** Where one run of Jaeger listens; only on this machine. */
export interface JaegerPorts {
  readonly otlp: number;
  readonly query: number;
  /** Listened on because it must, used by nobody. */
  readonly unused: readonly number[];
}

/** Jaeger knows OpenSearch, of all versions, as the Elasticsearch 7 it comes from. */
export function storageVersion({ name, version }: JaegerStorage): number {
  return name === 'opensearch' ? 7 : Number.parseInt(version, 10);
}
