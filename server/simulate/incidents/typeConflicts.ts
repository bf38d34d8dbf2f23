import { type Journey, plainWrite, type WriteError } from '../journey.ts';
import type { Deviation } from './deviation.ts';

const hasDb = ({ device }: Journey) => device.pipeline.db !== undefined;

/** Timestream rejects records for other reasons and has no type conflict of this sort. */
const hasTypedFields = ({ device }: Journey) =>
  device.pipeline.db !== undefined && device.pipeline.db.dialect !== 'timestream';

const isNewestFirmware = ({ device, firmware }: Journey) =>
  device.nextFirmware !== device.firmware && firmware === device.nextFirmware;

function otherError(name: string, error: WriteError): Deviation {
  return {
    name,
    kind: 'type-conflict',
    isHarmless: true,
    isPossible: hasDb,
    apply: (journey, random) => ({ ...journey, writes: [{ ...plainWrite(random), error }] }),
  };
}

export const TYPE_CONFLICTS: readonly Deviation[] = [
  {
    name: 'text where a number was',
    kind: 'type-conflict',
    isHarmless: false,
    isPossible: (journey) => hasTypedFields(journey) && isNewestFirmware(journey),
    apply: (journey, random) => ({
      ...journey,
      writes: [{ ...plainWrite(random), error: 'typeConflict' }],
    }),
  },
  {
    name: 'text where a number was, written twice',
    kind: 'type-conflict',
    isHarmless: false,
    isPossible: (journey) => hasTypedFields(journey) && isNewestFirmware(journey),
    apply: (journey, random) => ({
      ...journey,
      writes: [
        { ...plainWrite(random), error: 'typeConflict' },
        { ...plainWrite(random), error: 'typeConflict' },
      ],
    }),
  },
  {
    name: 'records rejected by Timestream',
    kind: 'type-conflict',
    isHarmless: true,
    isPossible: ({ device }) => device.pipeline.db?.dialect === 'timestream',
    apply: (journey, random) => ({
      ...journey,
      writes: [{ ...plainWrite(random), error: 'typeConflict' }],
    }),
  },
  otherError('write timed out', 'timeout'),
  otherError('database overloaded', 'unavailable'),
  otherError('duplicate or too old', 'duplicateKey'),
  otherError('not allowed to write', 'refused'),
  otherError('malformed record', 'malformed'),
];
