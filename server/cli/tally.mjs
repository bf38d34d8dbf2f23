import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/**
 * Counts of a vitest JSON report, and the names of what failed; a file that could not be loaded, or
 * whose preparation failed, counts as one failure.
 */
export function vitestTally(report) {
  const failures = [];
  for (const file of report.testResults) {
    const tests = file.assertionResults.filter((test) => test.status === 'failed');
    for (const test of tests)
      failures.push(failureOf(file.name, test.fullName, test.failureMessages));
    if (file.status === 'failed' && tests.length === 0) {
      failures.push(failureOf(file.name, 'could not be loaded or prepared', [file.message]));
    }
  }
  return {
    passed: report.numPassedTests,
    failed: failures.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
  };
}

/** Counts of a Playwright JSON report; a test that passed only on a second try is a failure. */
export function playwrightTally(report) {
  const { expected, unexpected, flaky, skipped } = report.stats;
  const failures = report.errors.map((error) => failureOf('Playwright', 'failed', [error.message]));
  for (const spec of report.suites.flatMap(specsOf)) {
    const failed = spec.tests.find(
      (test) => test.status === 'unexpected' || test.status === 'flaky',
    );
    if (failed === undefined) continue;
    const messages = failed.results
      .flatMap((result) => result.errors)
      .map((error) => error.message);
    failures.push(failureOf(path.join(report.config.rootDir, spec.file), spec.title, messages));
  }
  return {
    passed: expected,
    failed: unexpected + flaky + report.errors.length,
    skipped,
    failures,
  };
}

function specsOf(suite) {
  return [...suite.specs, ...(suite.suites ?? []).flatMap(specsOf)];
}

/** One line of where, one of why: the whole story stands in the runner's own output above. */
function failureOf(file, title, messages) {
  const [reason] = stripVTControlCharacters(messages[0] ?? '').split('\n');
  return `${path.relative(process.cwd(), path.resolve(file))}: ${title}\n    ${reason}`;
}
