import {
  type Figure,
  fill,
  measureChange,
  measureEnd,
  measureLoad,
  measureRestart,
} from './live-measures.ts';
import { type Stand, startPostgresStand, startSqliteStand } from './live-stand.ts';

/** What can be measured, in its order; those with `isFull` do so with a thousand cards. */
const parts = [
  { name: 'change', isFull: false, measure: measureChange },
  { name: 'load', isFull: true, measure: measureLoad },
  { name: 'restart', isFull: true, measure: measureRestart },
  { name: 'end', isFull: true, measure: measureEnd },
];

/**
 * Measures live cards with both databases at the same time and prints a table.
 *
 * @param wanted names of parts; none means all
 */
export async function measureLiveCards(wanted: readonly string[]): Promise<void> {
  const unknown = wanted.filter((name) => !parts.some((part) => part.name === name));
  if (unknown.length > 0) {
    say(`Unknown: ${unknown.join(' ')}. There are ${parts.map(({ name }) => name).join(', ')}.`);
    process.exitCode = 1;
    return;
  }
  const chosen = parts.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  say(`Measuring live cards on ${process.version}: ${chosen.map(({ name }) => name).join(', ')}.`);
  const stands = await Promise.all([startSqliteStand(3220), startPostgresStand(3221)]);
  const columns = await Promise.all(stands.map((stand) => measureAll(stand, chosen)));
  await Promise.all(stands.map(({ stop }) => stop()));
  print(stands, columns);
}

async function measureAll(stand: Stand, chosen: typeof parts): Promise<Figure[]> {
  const figures: Figure[] = [];
  let isFilled = false;
  for (const { name, isFull, measure } of chosen) {
    if (isFull && !isFilled) {
      await fill(stand);
      isFilled = true;
    }
    figures.push(...(await measure(stand)));
    say(`  ${stand.database}: ${name} is measured`);
  }
  return figures;
}

function print(stands: readonly Stand[], columns: readonly (readonly Figure[])[]): void {
  const row = (what: string, values: readonly string[], goal: string) =>
    say(`${what.padEnd(82)} ${values.map((value) => value.padStart(22)).join('')}   ${goal}`);
  row(
    '',
    stands.map(({ database }) => database),
    'goal',
  );
  for (const [index, { what, goal }] of (columns[0] ?? []).entries()) {
    row(
      what,
      columns.map((column) => column[index]?.value ?? ''),
      goal,
    );
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
