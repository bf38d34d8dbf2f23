import { expect, test } from 'vitest';
import { isAtLeast, versionsOf } from './goToolchain.ts';

test('a go.mod names the oldest Go it takes and the one its authors use', () => {
  const goMod = 'module example.com/m\n\ngo 1.24.6\n\ntoolchain go1.25.4\n\nrequire x v1.0.0\n';
  expect(versionsOf(goMod)).toEqual({ minimum: '1.24.6', preferred: '1.25.4' });
  expect(versionsOf('module m\ngo 1.22\n')).toEqual({ minimum: '1.22', preferred: '1.22.0' });
});

test('versions of Go compare as numbers', () => {
  const newEnough = ['1.24.6', '1.24.10', '1.26', '1.25rc1', '2.0'];
  const tooOld = ['1.19.8', '1.24', '1.24.5', '1.9.7'];
  expect(newEnough.filter((version) => !isAtLeast(version, '1.24.6'))).toEqual([]);
  expect(tooOld.filter((version) => isAtLeast(version, '1.24.6'))).toEqual([]);
});
