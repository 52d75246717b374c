import { inflate } from '@sparticuz/chromium';

// Run as a process of its own: the package unpacks into the temporary folder of
// its process and nowhere else, so the caller points TMPDIR at the right one.
for (const archive of process.argv.slice(2)) {
  await inflate(archive);
}
