/** `npm run bench` measures the main job, `npm run bench -- live` the cards that keep themselves true. */
const [what, ...parts] = process.argv.slice(2);
if (what === 'live') {
  const { measureLiveCards } = await import('./live-cards.ts');
  await measureLiveCards(parts);
} else {
  await import('./main-job.ts');
}
