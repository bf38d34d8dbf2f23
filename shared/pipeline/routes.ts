import type { PathStage } from './stages.ts';

/** A kind of pipeline with the stages a complete trace of it shows. */
export interface Route {
  readonly name: string;
  readonly stages: readonly ExpectedStage[];
  /** Messaging systems it speaks; absent: MQTT, and whatever no other route names. */
  readonly systems?: readonly string[];
  /** Stages a trace may begin at without being called an orphan; device and broker unless said otherwise. */
  readonly entryStages?: readonly PathStage[];
  /**
   * Stages whose first span may have a parent that nobody exports, because its device
   * makes ids only; broker and subscriber unless said otherwise.
   */
  readonly unexportedParentOk?: readonly PathStage[];
}

export interface ExpectedStage {
  readonly stage: PathStage;
  /** May be dark: nobody exports its spans, so its absence is not a fault. */
  readonly mayBeDark: boolean;
}

const seen = (stage: PathStage): ExpectedStage => ({ stage, mayBeDark: false });
const maybeDark = (stage: PathStage): ExpectedStage => ({ stage, mayBeDark: true });

/** The routes known without configuration; the first is what a message is taken for that got nowhere. */
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
  {
    name: 'mqtt-direct',
    stages: [seen('device'), maybeDark('broker'), seen('subscriber'), maybeDark('db')],
  },
  {
    name: 'nats',
    stages: [seen('device'), maybeDark('broker'), seen('subscriber'), seen('db')],
    systems: ['nats', 'jetstream'],
  },
];

/** See `Route.entryStages`. */
export const DEFAULT_ENTRY_STAGES: readonly PathStage[] = ['device', 'broker'];

/** See `Route.unexportedParentOk`. */
export const DEFAULT_UNEXPORTED_PARENT_OK: readonly PathStage[] = ['broker', 'subscriber'];
