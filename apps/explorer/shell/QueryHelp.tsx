import controls from '../ui/controls/controls.module.css';
import styles from './queryHelp.module.css';

const EXAMPLES: readonly (readonly [query: string, means: string])[] = [
  ['device.id=sensor-0042 db.status=error', 'both somewhere in the trace, on any spans'],
  ['{ db.system=influxdb duration>50ms }', 'one span must satisfy all of it'],
  ['firmware=(2.4.0 OR 2.4.1) -service=ota', 'one of several; no span of that service'],
  ['mqtt.topic=devices/*/telemetry', 'a star stands for anything; =~ is a regular expression'],
  ['is:orphan  is:queue-gap  is:cold-start', 'traces with a finding'],
  ['gap:broker..rule>1s  stage:function>500ms', 'waiting between stages, time in a stage'],
  ['trace.duration>2s spans>100 errors>0', 'numbers of the whole trace'],
  ['"field type conflict"', 'text in ids, names, operations and error messages'],
];

/** The query language by example. */
export function QueryHelp() {
  return (
    <section className={styles.section}>
      <h3 className={controls.label}>Queries</h3>
      <dl className={styles.examples}>
        {EXAMPLES.map(([query, means]) => (
          <div key={query}>
            <dt>
              <code>{query}</code>
            </dt>
            <dd>{means}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
