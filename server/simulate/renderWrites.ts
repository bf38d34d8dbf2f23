import type { Resource } from '../../shared/span/span.ts';
import { type Database, DB_WORDINGS } from './dialects/dbWording.ts';
import { failWrite } from './dialects/writeErrors.ts';
import type { Expectations } from './expectations.ts';
import type { WritePlan } from './journey.ts';
import { baggageOf, type Scene } from './scene.ts';
import type { SpanDraft, TraceDraft } from './traceDraft.ts';

interface Caller {
  readonly trace: TraceDraft;
  readonly parent: SpanDraft;
  readonly resource: Resource;
  readonly startUs: number;
}

/** Writes the database calls in their order; returns when the last one is done. */
export function renderWrites(scene: Scene, caller: Caller, expectations: Expectations): number {
  const { journey, random } = scene;
  const db = journey.device.pipeline.db;
  if (db === undefined) return caller.startUs;
  let nowUs = caller.startUs;
  let doneUs = nowUs;
  let previous: WritePlan | undefined;
  for (const write of journey.writes) {
    const startUs = write.isParallel
      ? nowUs
      : doneUs + (previous === undefined ? 0 : pauseUs(previous, random));
    if (!write.isParallel) nowUs = startUs;
    doneUs = Math.max(doneUs, renderWrite(scene, { ...caller, startUs }, db, write));
    if (write.error === 'typeConflict' && db.dialect !== 'timestream') {
      expectations.expect('type-conflict');
    }
    if (previous !== undefined && isRetry(previous, write)) expectations.expect('retry');
    previous = write;
  }
  return doneUs;
}

function pauseUs(previous: WritePlan, random: Scene['random']): number {
  return previous.error === undefined ? random.integer(100, 900) : random.integer(15_000, 220_000);
}

function isRetry(previous: WritePlan, next: WritePlan): boolean {
  return (
    previous.error !== undefined &&
    !next.isParallel &&
    previous.host === next.host &&
    previous.statement === next.statement
  );
}

function renderWrite(scene: Scene, caller: Caller, db: Database, write: WritePlan): number {
  const wording = DB_WORDINGS[db.dialect](scene, db, write);
  const span = caller.trace
    .open({
      ...wording,
      resource: caller.resource,
      parent: caller.parent,
      startUs: caller.startUs,
      attributes: { ...wording.attributes, ...baggageOf(scene) },
    })
    .endAt(caller.startUs + write.durationUs);
  if (write.error !== undefined) failWrite(span, scene, db, write.error);
  return span.endUs;
}
