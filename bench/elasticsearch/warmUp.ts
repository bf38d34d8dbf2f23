import type { BuiltServer } from '../builtServer.ts';
import { facetsAndChart } from './facetsAndChart.ts';
import { searchPage } from './hopscopeSide.ts';
import type { FreshQuestions } from './questions.ts';

const QUESTIONS = [
  'service=hivemq',
  'service=emqx device.firmware=2.4.0',
  'service=hivemq status=error',
];
const FIELDS = ['finding', 'service', 'mqtt.qos', 'rule.name', 'db.system'];

/**
 * In its first minutes an engine takes up to twice as long as later, while its compiler learns what
 * is asked; a server in its first seconds likewise. Asked here is what no measurement asks about.
 */
export async function warmUp(
  server: BuiltServer,
  fresh: FreshQuestions,
  forMs: number,
): Promise<void> {
  const untilMs = performance.now() + forMs;
  while (performance.now() < untilMs) {
    for (const q of QUESTIONS) {
      await searchPage(server, q, fresh.window(), 200);
      await facetsAndChart(server, q, fresh.window(), FIELDS);
    }
  }
}
