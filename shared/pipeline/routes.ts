import type { PathStage } from './stages.ts';

/** A kind of pipeline with the stages a complete trace of it shows. */
export interface Route {
  readonly name: string;
  readonly stages: readonly ExpectedStage[];
}

export interface ExpectedStage {
  readonly stage: PathStage;
  /** May be dark: nobody exports its spans, so its absence is not a fault. */
  readonly mayBeDark: boolean;
}

const seen = (stage: PathStage): ExpectedStage => ({ stage, mayBeDark: false });
const maybeDark = (stage: PathStage): ExpectedStage => ({ stage, mayBeDark: true });

/** The routes known without configuration. */
export const DEFAULT_ROUTES: readonly Route[] = [
  {
    name: 'mqtt',
    stages: [
      seen('device'),
      maybeDark('broker'),
      maybeDark('subscriber'),
      seen('rule'),
      seen('function'),
      seen('db'),
    ],
  },
  { name: 'mqtt-direct', stages: [seen('device'), maybeDark('broker'), seen('subscriber')] },
  {
    name: 'nats',
    stages: [seen('device'), maybeDark('broker'), seen('subscriber'), seen('db')],
  },
];
