import type { Pipeline } from './pipeline.ts';

/** Everything a platform gave a name to. Tests run the same fleet under other names. */
export interface Vocabulary {
  readonly sites: readonly { readonly name: string; readonly region: string }[];
  readonly models: readonly { readonly name: string; readonly maker: string }[];
  readonly devicePrefixes: readonly string[];
  readonly firmware: {
    readonly settled: readonly string[];
    /** Rolled out lately; sends text where a number was. */
    readonly newest: string;
  };
  readonly cloud: { readonly provider: string; readonly account: string };
  readonly functionVersions: readonly [before: string, after: string];
  /** Measured fields; the first one is what the newest firmware gets wrong. */
  readonly fields: readonly [string, ...string[]];
  readonly pipelines: readonly Pipeline[];
  readonly backend: {
    readonly gateway: string;
    readonly api: string;
    readonly auth: string;
    readonly jobs: string;
    readonly registry: string;
    readonly resources: readonly string[];
  };
}
