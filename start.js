// The entry. Plain JavaScript that any Node can read, so that a too old one gets a sentence, not a stack.
const oldestMajor = 24;
const major = Number(process.versions.node.split('.')[0]);

if (major < oldestMajor) {
  process.stderr.write(
    `Testrun needs Node.js ${oldestMajor} or newer; this is ${process.version}. ` +
      `Install Node.js ${oldestMajor}, or run "npm ci --include=dev" and then "npm start": ` +
      'the development dependencies bring the right Node along.\n',
  );
  process.exitCode = 1;
} else {
  await import('./src/main.ts');
}
