/**
 * Slack's limits, in characters unless the name says otherwise.
 *
 * @see https://docs.slack.dev/reference/block-kit/blocks/
 */
export const limits = {
  /** Slack allows 50; a card that long is no card. */
  blocksPerMessage: 50,
  /** No documented number; unfurls above about 20 blocks were seen to fail. */
  blocksPerUnfurl: 10,
  sectionText: 3000,
  contextElements: 10,
  /** Slack's cap on a context element is that of any text object. */
  contextText: 3000,
  buttonText: 75,
  buttonValue: 2000,
  buttonUrl: 3000,
  accessibilityLabel: 75,
  /** What chat.update takes; chat.postMessage takes more. */
  messageText: 4000,
} as const;

/** How much of one thing a card shows before it cuts or counts the rest. */
export const shown = {
  failingTestsOnCard: 5,
  failingTestsInUnfurl: 3,
  testTitle: 150,
  environment: 60,
  projectName: 60,
  branch: 60,
  unknownWord: 40,
  /** Characters of a link's address; a longer one is left out. */
  linkUrl: 700,
  sentence: 300,
} as const;
