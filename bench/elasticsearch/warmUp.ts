import type { BuiltServer } from '../builtServer.ts';
import { getJson } from '../httpClient.ts';
import type { BareScript } from './bareScript.ts';
import { facetsAndChart } from './facetsAndChart.ts';
import { scopeOf, searchPage, termOf } from './hopscopeSide.ts';
import type { FreshQuestions } from './questions.ts';

const QUESTIONS = [
  'service=hivemq',
  'service=emqx device.firmware=2.4.0',
  'service=hivemq status=error',
];
const FIELDS = ['finding', 'service', 'mqtt.qos', 'rule.name', 'db.system'];
/** Of everything: none that has traces read. */
const COUNTED_FIELDS = ['operation', 'mqtt.qos', 'rule.name', 'db.system', 'message.id'];
const LIMIT = 200;

/** What an engine warms up on, with what nothing measured asks about. */
interface Unmeasured {
  readonly script: BareScript;
  readonly devices: readonly string[];
}

/**
 * In its first minutes an engine takes two to three times as long as later, while its compiler
 * learns what is asked, and one in use has been asked such things for days; a server in its first
 * seconds likewise. So it is asked the same kinds of questions, about what no measurement asks for.
 */
export async function warmUp(
  server: BuiltServer,
  fresh: FreshQuestions,
  forMs: number,
  unmeasured?: Unmeasured,
): Promise<void> {
  const untilMs = performance.now() + forMs;
  for (let round = 0; performance.now() < untilMs; round += 1) {
    for (const q of QUESTIONS) {
      await searchPage(server, q, fresh.window(), LIMIT);
      await facetsAndChart(server, q, fresh.window(), FIELDS);
    }
    if (unmeasured !== undefined) await askAboutDevice(round, unmeasured, server, fresh);
    const scope = scopeOf('', fresh.window());
    await getJson(`${server.url}/api/facets?${scope}&fields=${COUNTED_FIELDS.join(',')}&size=8`);
  }
}

async function askAboutDevice(
  round: number,
  { devices, script }: Unmeasured,
  server: BuiltServer,
  fresh: FreshQuestions,
): Promise<void> {
  const value = devices[round % devices.length];
  if (value === undefined) throw new RangeError('every device is measured: none to warm up with');
  const device = { key: 'device.id', value };
  await script.read(await script.find(device, fresh.window(), LIMIT));
  await searchPage(server, termOf(device), fresh.window(), LIMIT);
  await searchPage(server, `${termOf(device)} status=error`, fresh.window(), LIMIT);
}
