import { STAGE_EVIDENCES, type StageEvidence } from './stageEvidence.ts';
import { STAGES, type Stage } from './stages.ts';

/**
 * The stage of each row (indices into `STAGES`), from what each span says by itself
 * and where it stands.
 *
 * A span that says nothing has its parent's stage within one service, else `other`.
 * A publish belongs to the nearest ancestor that handles messages (its egress), and
 * is the device's own when there is none.
 *
 * @param evidence   indices into `STAGE_EVIDENCES`
 * @param parentRow  -1 for a root; parents stand before their children
 * @param service    any numbers that are equal for equal services
 */
export function resolveStages(
  evidence: Uint8Array,
  parentRow: Int32Array,
  service: Uint32Array,
): Uint8Array {
  const count = parentRow.length;
  const stage = new Uint8Array(count);
  // Of each row: the stage a publish below it belongs to.
  const egress = new Uint8Array(count);
  for (let row = 0; row < count; row++) {
    const parent = parentRow[row] ?? -1;
    const said = STAGE_EVIDENCES[evidence[row] ?? 0] ?? 'none';
    const isOfParentsService = parent !== -1 && service[parent] === service[row];
    const inherited = isOfParentsService ? (stage[parent] ?? OTHER) : OTHER;
    const egressAbove = parent === -1 ? DEVICE : (egress[parent] ?? DEVICE);
    const own = stageOf(said, inherited, egressAbove, isOfParentsService);
    stage[row] = own;
    egress[row] = HANDLES_MESSAGES[own] === 1 ? own : egressAbove;
  }
  return stage;
}

const OTHER = STAGES.indexOf('other');
const DEVICE = STAGES.indexOf('device');
const FUNCTION = STAGES.indexOf('function');
const HANDLERS: readonly Stage[] = ['subscriber', 'rule', 'function', 'db'];
const HANDLES_MESSAGES = Uint8Array.from(STAGES, (stage) => (HANDLERS.includes(stage) ? 1 : 0));

function stageOf(
  said: StageEvidence,
  inherited: number,
  egressAbove: number,
  isOfParentsService: boolean,
): number {
  if (said === 'none') return inherited;
  if (said === 'publish') return egressAbove;
  if (said === 'functionEntry') return isOfParentsService ? inherited : FUNCTION;
  return STAGES.indexOf(said);
}
