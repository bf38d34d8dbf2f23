import { expect } from 'vitest';
import { ShapedAttributes } from '../span/shapedAttributes.ts';

type Entries = ReadonlyMap<unknown, unknown>;

const areAttributes = (value: unknown): value is Entries =>
  value instanceof Map || value instanceof ShapedAttributes;

// Attributes are the same whatever class holds them, and in whatever order as `Map`s are.
expect.addEqualityTesters([
  function areEqualAttributes(one: unknown, other: unknown, testers) {
    if (!areAttributes(one) || !areAttributes(other)) return undefined;
    if (one instanceof Map && other instanceof Map) return undefined;
    return this.equals(new Map(one), new Map(other), testers);
  },
]);
