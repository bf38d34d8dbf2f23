import { buildJaeger } from '../buildJaeger.ts';
import { TESTED_ENGINES } from '../catalog.ts';
import { fetchEngine } from '../fetchEngine.ts';
import { findJava } from '../java.ts';
import { fetchSecurityPlugin, hasSecurityPlugin } from '../openSearchSecurity.ts';

/** Before the first test, so that no test's time includes a download or a build. */
export async function setup(): Promise<void> {
  await Promise.all([fetchEngines(), buildJaegers()]);
}

async function fetchEngines(): Promise<void> {
  for (const release of TESTED_ENGINES) {
    await findJava(release.minJava, release.maxJava);
    await fetchEngine(release);
    if (hasSecurityPlugin(release)) await fetchSecurityPlugin(release);
  }
}

async function buildJaegers(): Promise<void> {
  await buildJaeger('2.13');
  await buildJaeger('1.62');
}
