import { loadavg } from 'node:os';
import { type Measurement, printTable, verdictOf } from './measurement.ts';

/** On standard output, with how busy the machine was. */
export function printReport(measurements: readonly Measurement[], isJson: boolean): void {
  if (isJson) {
    const judged = measurements.map((one) => ({ ...one, verdict: verdictOf(one) }));
    process.stdout.write(
      `${JSON.stringify({ measurements: judged, load: loadavg() }, undefined, 2)}\n`,
    );
    return;
  }
  const load = loadavg().map((value) => value.toFixed(1));
  process.stdout.write(`${printTable(measurements)}\n\nload average ${load.join(' ')}\n`);
}
