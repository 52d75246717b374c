import { expect, test } from 'vitest';
import { createMemory } from '../../src/handlers/memory.ts';

test.each([
  { afterMs: 0, remembered: true },
  { afterMs: 999, remembered: true },
  { afterMs: 1000, remembered: false },
  { afterMs: 60_000, remembered: false },
])('after $afterMs of 1000 ms remembers a value: $remembered', ({ afterMs, remembered }) => {
  let nowMs = 5000;
  const memory = createMemory<string>({ maxEntries: 3, now: () => nowMs });
  memory.set('a', 'one', 1000);
  nowMs += afterMs;
  expect(memory.get('a')).toBe(remembered ? 'one' : undefined);
});

test.each([
  { name: 'one too many', sets: ['a', 'b', 'c', 'd'], kept: ['b', 'c', 'd'] },
  { name: 'many too many', sets: ['a', 'b', 'c', 'd', 'e', 'f', 'g'], kept: ['e', 'f', 'g'] },
  { name: 'as many as fit', sets: ['a', 'b', 'c'], kept: ['a', 'b', 'c'] },
  { name: 'one key again and again', sets: ['a', 'b', 'b', 'b', 'b'], kept: ['a', 'b'] },
  { name: 'a key renewed', sets: ['a', 'b', 'c', 'a', 'd'], kept: ['a', 'c', 'd'] },
])('keeps the newest of what was set: $name', ({ sets, kept }) => {
  const memory = createMemory<true>({ maxEntries: 3, now: () => 0 });
  for (const key of sets) {
    memory.set(key, true, 1000);
  }
  expect([...new Set(sets)].filter((key) => memory.get(key) !== undefined).toSorted()).toEqual(
    kept,
  );
});

test('remembers the newest value of a key, for its own time', () => {
  let nowMs = 0;
  const memory = createMemory<string>({ maxEntries: 3, now: () => nowMs });
  memory.set('a', 'long', 10_000);
  memory.set('a', 'short', 10);
  expect(memory.get('a')).toBe('short');
  nowMs = 10;
  expect(memory.get('a')).toBeUndefined();
});
