/**
 * Slack's limits that depend on what Empirical sends, in characters; all others hold by the shape of
 * the cards.
 *
 * @see https://docs.slack.dev/reference/block-kit/blocks/
 */
export const limits = {
  sectionText: 3000,
  buttonValue: 2000,
  buttonUrl: 3000,
} as const;

/** How much of one thing a card shows before it cuts or counts the rest. */
export const shown = {
  failingTestsOnCard: 5,
  failingTestsInUnfurl: 3,
  testFile: 80,
  describes: 80,
  testTitle: 150,
  playwrightProject: 40,
  environment: 60,
  projectName: 60,
  branch: 60,
  commit: 20,
  unknownWord: 40,
  /** Characters of a link's address; a longer one is left out. */
  linkUrl: 700,
} as const;
