import { expect, test } from 'vitest';
import { throwAwayModule } from './goModule.ts';

test('the throw-away module requires the built one as it requires its own', () => {
  const itsGoMod = `module example.com/tracer

go 1.24.6

toolchain go1.25.4

require (
	example.com/a v1.2.3
	example.com/b v0.1.0 // indirect
)

replace example.com/a => example.com/fork v1.0.0

replace example.com/tracer/ui => ./ui

replace (
	example.com/b => ../b
	example.com/c v1.0.0 => example.com/d v1.0.1
)

exclude example.com/bad v1.0.0
`;
  expect(throwAwayModule('example.com/tracer', 'v9.8.7', itsGoMod)).toBe(`module throwaway

require example.com/tracer v9.8.7


go 1.24.6

toolchain go1.25.4

require (
	example.com/a v1.2.3
	example.com/b v0.1.0 // indirect
)

replace example.com/a => example.com/fork v1.0.0


replace (
	example.com/c v1.0.0 => example.com/d v1.0.1
)

exclude example.com/bad v1.0.0
`);
});
