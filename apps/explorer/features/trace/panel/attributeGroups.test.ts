import { describe, expect, test } from 'vitest';
import type { AttributeDetail } from '../../../../../shared/api/answers.ts';
import { groupAttributes } from './attributeGroups.ts';

const attribute = (key: string, text = '1'): AttributeDetail => ({ key, type: 'string', text });

function groupsText(keys: readonly string[], filter?: string): readonly string[] {
  const groups = groupAttributes(
    keys.map((key) => attribute(key)),
    filter,
  );
  return groups.map(
    ({ title, attributes }) => `${title}: ${attributes.map(({ key }) => key).join(' ')}`,
  );
}

describe('the attributes of a span', () => {
  test('are grouped by what they are about, groups in a fixed order', () => {
    const keys = [
      'x',
      'db.status',
      'mqtt.topic',
      'device.id',
      'db.system',
      'rule.name',
      'faas.coldstart',
    ];

    expect(groupsText(keys)).toEqual([
      'Identity: device.id',
      'Rule: rule.name',
      'Messaging: mqtt.topic',
      'Function: faas.coldstart',
      'Database: db.status db.system',
      'Other: x',
    ]);
  });

  test('keep hostile keys as they are', () => {
    expect(groupsText(['__proto__', '<img onerror=x>', ''])).toEqual([
      'Other: __proto__ <img onerror=x> ',
    ]);
  });

  test('are filtered by key and by value, in any case', () => {
    expect(groupsText(['db.status', 'device.id'], 'DEVICE')).toEqual(['Identity: device.id']);
    const found = groupAttributes([attribute('db.status', 'Error'), attribute('x', 'ok')], 'error');
    expect(found).toMatchObject([{ title: 'Database' }]);
    expect(groupsText(['db.status'], 'zzz')).toEqual([]);
  });
});
