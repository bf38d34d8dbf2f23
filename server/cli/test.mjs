// Runs everything this machine can run and says what it could not and why. Under CI a skip fails.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findChromium } from './chromium.mjs';
import prepare from './prepare.cjs';
import { playwrightTally, vitestTally } from './tally.mjs';

prepare.requireNode();
await prepare.ensureInstalled();
await prepare.ensureBuilt();

const VITEST = 'node_modules/vitest/vitest.mjs';
const reportDir = fs.mkdtempSync(path.join(os.tmpdir(), 'hopscope-test-'));
const isCi = process.env.CI === 'true';
const tallies = [await runVitest(), await runEngines(), await runPlaywright()].flat();
fs.rmSync(reportDir, { recursive: true, force: true });

const total = { passed: 0, failed: 0, skipped: 0 };
for (const tally of tallies) {
  total.passed += tally.passed;
  total.failed += tally.failed;
  total.skipped += tally.skipped;
}
for (const failure of tallies.flatMap((tally) => tally.failures)) prepare.say(`FAILED ${failure}`);
if (isCi && total.skipped > 0) prepare.say('Under CI everything must run: a skip is a failure.');
prepare.say(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 || total.passed === 0 || (isCi && total.skipped > 0) ? 1 : 0);

async function runVitest() {
  prepare.say('Unit, contract and route tests …');
  const report = path.join(reportDir, 'vitest.json');
  return tallyOf(
    VITEST,
    ['run', '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`],
    {},
    () => vitestTally(JSON.parse(fs.readFileSync(report, 'utf8'))),
  );
}

/** They fetch half a gigabyte, build Jaeger and keep two cores busy: not unasked on a desk. */
async function runEngines() {
  if (process.env.TEST_ENGINES !== '1') {
    prepare.say(
      'Not included: the tests on real Elasticsearch, OpenSearch and Jaeger, which fetch half a gigabyte the first time. TEST_ENGINES=1 includes them, npm run test:engines runs them alone.',
    );
    return [];
  }
  prepare.say('Tests on real Elasticsearch, OpenSearch and Jaeger …');
  const report = path.join(reportDir, 'engines.json');
  return tallyOf(
    VITEST,
    ['run', '-c', 'engines/vitest.config.ts'],
    { ENGINE_TEST_REPORT: report },
    () => vitestTally(JSON.parse(fs.readFileSync(report, 'utf8'))),
  );
}

async function runPlaywright() {
  const chromium = findChromium();
  if (chromium === undefined) {
    prepare.say(
      'Skipped: the browser tests, because no Chromium was found. Install one (on Debian: apt-get install chromium) or point HOPSCOPE_CHROMIUM at it.',
    );
    return { passed: 0, failed: 0, skipped: 1, failures: [] };
  }
  prepare.say(`Browser tests with ${chromium} …`);
  const report = path.join(reportDir, 'playwright.json');
  return tallyOf(
    'node_modules/@playwright/test/cli.js',
    ['test', '-c', 'e2e/playwright.config.ts', '--reporter=dot,json'],
    { HOPSCOPE_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    () => playwrightTally(JSON.parse(fs.readFileSync(report, 'utf8'))),
  );
}

/** A runner that dies without a report, or fails although every test passed, counts as one failure. */
async function tallyOf(script, args, env, readReport) {
  let didExitWell = true;
  try {
    await prepare.run(process.execPath, [script, ...args], { UV_THREADPOOL_SIZE: '12', ...env });
  } catch {
    didExitWell = false;
  }
  try {
    const tally = readReport();
    if (didExitWell || tally.failed > 0) return tally;
    return {
      ...tally,
      failed: 1,
      failures: [`${script}: no test failed, but something outside of the tests did (see above)`],
    };
  } catch (error) {
    const failures = [`${script}: left no report (${error.message})`];
    return { passed: 0, failed: 1, skipped: 0, failures };
  }
}
