/** Counts of a vitest JSON report; a file that could not even be loaded counts as one failure. */
export function vitestTally(report) {
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** `elasticsearch 8.19.7: 4` and so on, in the order of the report; what names no engine is left out. */
export function testsPerEngine(report) {
  const counts = new Map();
  for (const { ancestorTitles, status } of report.testResults.flatMap(
    (file) => file.assertionResults,
  )) {
    const [engine] = /^(elasticsearch|opensearch) [\d.]+/.exec(ancestorTitles[0] ?? '') ?? [];
    if (engine !== undefined && status === 'passed') {
      counts.set(engine, (counts.get(engine) ?? 0) + 1);
    }
  }
  return [...counts].map(([engine, count]) => `${engine}: ${count}`);
}

/** Counts of a Playwright JSON report; a test that passed only on a second try is a failure. */
export function playwrightTally(report) {
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { passed: expected, failed: unexpected + flaky + report.errors.length, skipped };
}
