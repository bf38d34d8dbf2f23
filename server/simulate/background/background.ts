import { TraceDraft } from '../traceDraft.ts';
import type { SimulatedTrace } from '../truth.ts';
import { dashboardRead, healthCheck, logIn, singleJob } from './backendTraces.ts';
import type { BackgroundScene } from './backgroundScene.ts';
import { clientConnects, commandToDevice, httpReading } from './deviceTraces.ts';

type BackgroundTrace = (scene: BackgroundScene, trace: TraceDraft) => void;

/** What else a platform traces: dashboards, log-ins, jobs, health checks, connecting clients. */
const KINDS: readonly {
  readonly weight: number;
  readonly name: string;
  readonly write: BackgroundTrace;
}[] = [
  { weight: 40, name: 'page of the dashboard', write: dashboardRead },
  { weight: 12, name: 'log-in', write: logIn },
  { weight: 12, name: 'job of one span', write: singleJob },
  { weight: 10, name: 'health check', write: healthCheck },
  { weight: 12, name: 'client connects', write: clientConnects },
  { weight: 8, name: 'reading sent over HTTP', write: httpReading },
  { weight: 6, name: 'command to a device', write: commandToDevice },
];

export function renderBackground(scene: BackgroundScene): SimulatedTrace {
  const kind = scene.random.pickWeighted(KINDS);
  const trace = new TraceDraft(scene.random);
  kind.write(scene, trace);
  return {
    spans: trace.finish(scene.clocks),
    truth: {
      traceId: trace.traceId,
      findings: [],
      nearMiss: kind.name,
      pipeline: 'background',
    },
  };
}
