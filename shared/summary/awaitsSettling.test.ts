import { expect, test } from 'vitest';
import { traceFromText } from '../testing/traceFromText.ts';
import { awaitsSettling } from './awaitsSettling.ts';
import { summarizeTrace } from './summarizeTrace.ts';
import { defaultContext } from './summaryContext.ts';

const NOW_US = 2_000_000_000_000_000;

const PUBLISH = 'device_publish @sensor |--| producer device.id=s-1 mqtt.topic=devices/s-1/t';

/** What it says, and what settling really changes. */
function check(text: string): string {
  const spans = traceFromText(text);
  const open = summarizeTrace(spans, defaultContext(NOW_US, false));
  const settled = summarizeTrace(spans, defaultContext(NOW_US, true));
  const isSame = JSON.stringify({ ...open, isSettled: true }) === JSON.stringify(settled);
  return `${awaitsSettling(spans, open) ? 'awaits' : 'final'}, ${isSame ? 'same' : 'changes'}`;
}

test('a whole message is final from the first', () => {
  expect(
    check(`
  ${PUBLISH}
    evaluate @rules         |   --      | consumer rule.name=store
      decode @functions     |      --   | server function.name=decode
        write @writer       |         - | client db.system=influxdb`),
  ).toBe('final, same');
});

test('what is half there awaits the rest', () => {
  expect(check(PUBLISH)).toBe('awaits, changes');
  expect(check('evaluate @rules |-| consumer rule.name=store rule.matched=false')).toBe(
    'awaits, changes',
  );
  expect(
    check(`
  ${PUBLISH}
    evaluate @rules         |   --      | consumer rule.name=store
      decode @functions     |      --   | server function.name=decode
        write @writer       |         - | parent:ff client db.system=influxdb`),
  ).toMatch('awaits');
});

test('what is no message at all awaits nothing', () => {
  expect(check('GET / @web |-| server')).toBe('final, same');
});
