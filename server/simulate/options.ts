import { parseArgs } from 'node:util';
import type { Result } from '../../shared/result.ts';
import { INCIDENT_KINDS, type IncidentKind } from './incidents/deviation.ts';

export interface SimulateOptions {
  /** Where to send the spans; absent when they go to a file only. */
  readonly endpoint: string | undefined;
  readonly outFile: string | undefined;
  readonly labelsFile: string | undefined;
  readonly seed: number;
  readonly deviceCount: number;
  readonly messagesPerSecond: number;
  readonly minutes: number;
  /** How much of the past is sent at once before the live minutes; 0 for none. */
  readonly historyHours: number;
  readonly incidents: readonly IncidentKind[];
  /** `past`: the minutes before `untilUs`, at once. `live`: the minutes from now on, as they pass. */
  readonly pace: 'past' | 'live';
  /** Absent: now. */
  readonly untilUs: number | undefined;
}

export const SIMULATE_HELP = `Simulates an IoT fleet whose incidents are known: npm run simulate -- [flags]

  --endpoint URL     send OTLP/HTTP protobuf there          (http://127.0.0.1:4318, unless --out)
  --out FILE         write OTLP JSON lines
  --labels FILE      write what is true of each trace, JSON lines
  --seed N           same seed, same fleet and incidents    (7)
  --devices N        size of the fleet                      (400)
  --rate N           traced messages a second               (5)
  --minutes N        how long                               (10)
  --incidents LIST   all, none, or some of                  (all)
                     ${INCIDENT_KINDS.join(', ')}
  --history HOURS    that much of the past at once before   (0)
                     the minutes that pass
  --past             the last minutes at once, instead of the next ones as they pass;
                     always so with --out alone
  --until TIME       end of the past, ISO 8601              (now)

With --out, --seed and --until the file is the same every time.
`;

/** Reads the flags; the error is a sentence for the person who typed them. */
export function readSimulateOptions(
  argv: readonly string[],
): Result<SimulateOptions | 'help', string> {
  let given: ReturnType<typeof parse>;
  try {
    given = parse(argv);
  } catch (error) {
    return failure(error instanceof Error ? error.message : String(error));
  }
  const flags = given.values;
  if (flags.help) return { ok: true, value: 'help' };
  const incidents = readIncidents(flags.incidents);
  if (!incidents.ok) return incidents;
  const untilUs = flags.until === undefined ? undefined : Date.parse(flags.until) * 1000;
  if (Number.isNaN(untilUs)) return failure(`--until ${flags.until} is no ISO 8601 time`);
  for (const name of ['seed', 'devices', 'rate', 'minutes'] as const) {
    if (!(Number(flags[name]) > 0)) return failure(`--${name} must be a number above 0`);
  }
  if (!(Number(flags.history) >= 0)) return failure('--history must be a number of hours');
  const endpoint = flags.endpoint ?? (flags.out === undefined ? DEFAULT_ENDPOINT : undefined);
  return {
    ok: true,
    value: {
      endpoint,
      outFile: flags.out,
      labelsFile: flags.labels,
      seed: Number(flags.seed),
      deviceCount: Math.ceil(Number(flags.devices)),
      messagesPerSecond: Number(flags.rate),
      minutes: Number(flags.minutes),
      historyHours: Number(flags.history),
      incidents: incidents.value,
      pace: flags.past || untilUs !== undefined || endpoint === undefined ? 'past' : 'live',
      untilUs,
    },
  };
}

const DEFAULT_ENDPOINT = 'http://127.0.0.1:4318';

function parse(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    options: {
      endpoint: { type: 'string' },
      out: { type: 'string' },
      labels: { type: 'string' },
      seed: { type: 'string', default: '7' },
      devices: { type: 'string', default: '400' },
      rate: { type: 'string', default: '5' },
      minutes: { type: 'string', default: '10' },
      history: { type: 'string', default: '0' },
      incidents: { type: 'string', default: 'all' },
      past: { type: 'boolean', default: false },
      until: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
}

function readIncidents(list: string): Result<readonly IncidentKind[], string> {
  if (list === 'all') return { ok: true, value: INCIDENT_KINDS };
  if (list === 'none') return { ok: true, value: [] };
  const kinds: IncidentKind[] = [];
  for (const name of list.split(',')) {
    const kind = INCIDENT_KINDS.find((known) => known === name.trim());
    if (kind === undefined) {
      return failure(`no incident is called ${name}; there are ${INCIDENT_KINDS.join(', ')}`);
    }
    kinds.push(kind);
  }
  return { ok: true, value: kinds };
}

function failure(message: string): { readonly ok: false; readonly error: string } {
  return { ok: false, error: message };
}
