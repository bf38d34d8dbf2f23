import type { TraceDraft } from '../traceDraft.ts';
import { type BackgroundScene, openSpan } from './backgroundScene.ts';

export function dashboardRead(scene: BackgroundScene, trace: TraceDraft): void {
  const { random, vocabulary } = scene;
  const { gateway, api, auth, resources } = vocabulary.backend;
  const resource = random.pick(resources);
  const entry = openSpan(
    scene,
    trace,
    gateway,
    `GET /api/${resource}`,
    'server',
    scene.atUs,
    undefined,
    {
      'http.request.method': 'GET',
      'http.route': `/api/${resource}`,
      'http.response.status_code': 200,
      'url.path': `/api/${resource}`,
    },
  );
  let nowUs = scene.atUs + random.integer(300, 1_500);
  const check = openSpan(scene, trace, auth, 'POST /introspect', 'server', nowUs, entry, {
    'http.request.method': 'POST',
    'http.response.status_code': 200,
  });
  nowUs = check.endAt(nowUs + random.logNormal(2_500, 0.5, 40_000)).endUs;
  const list = openSpan(scene, trace, api, `GET /${resource}`, 'server', nowUs + 200, entry, {
    'http.request.method': 'GET',
    'http.response.status_code': 200,
  });
  nowUs += 500;
  const queryCount = random.chance(0.05) ? random.integer(15, 35) : random.integer(1, 4);
  for (let index = 0; index < queryCount; index += 1) {
    const query = openSpan(scene, trace, api, `SELECT ${resource}`, 'client', nowUs, list, {
      'db.system.name': 'postgresql',
      'db.operation.name': 'SELECT',
      'db.collection.name': resource,
      'db.query.summary': `SELECT ${resource}`,
      'server.address': 'pg-main',
    });
    nowUs = query.endAt(nowUs + random.logNormal(4_000, 0.8, 300_000)).endUs + 100;
  }
  list.endAt(nowUs + 300);
  entry.endAt(nowUs + 900);
}

export function logIn(scene: BackgroundScene, trace: TraceDraft): void {
  const { random, vocabulary } = scene;
  const isRefused = random.chance(0.1);
  const status = { 'http.response.status_code': isRefused ? 401 : 200 };
  const entry = openSpan(
    scene,
    trace,
    vocabulary.backend.gateway,
    'POST /login',
    'server',
    scene.atUs,
    undefined,
    {
      'http.request.method': 'POST',
      ...status,
    },
  );
  const check = openSpan(
    scene,
    trace,
    vocabulary.backend.auth,
    'verify password',
    'internal',
    scene.atUs + 600,
    entry,
    {},
  );
  check.endAt(check.startUs + random.logNormal(80_000, 0.2, 200_000));
  entry.endAt(check.endUs + 700);
}

export function singleJob(scene: BackgroundScene, trace: TraceDraft): void {
  const { random, vocabulary } = scene;
  const job = random.pick(['compact partitions', 'rotate certificates', 'refresh twin cache']);
  openSpan(scene, trace, vocabulary.backend.jobs, job, 'internal', scene.atUs, undefined, {
    'job.name': job,
  }).endAt(scene.atUs + random.logNormal(400_000, 0.9, 9_000_000));
}

export function healthCheck(scene: BackgroundScene, trace: TraceDraft): void {
  openSpan(
    scene,
    trace,
    scene.vocabulary.backend.api,
    'GET /healthz',
    'server',
    scene.atUs,
    undefined,
    {
      'http.request.method': 'GET',
      'http.route': '/healthz',
      'http.response.status_code': 200,
    },
  ).endAt(scene.atUs + scene.random.integer(150, 1_200));
}
