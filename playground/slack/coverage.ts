/** How far something of Slack's is emulated. */
export interface Coverage {
  /** What kind of thing: a Web API method, a request to the bot, a surface people see, a block. */
  readonly surface: 'method' | 'request' | 'answer' | 'block' | 'limit';
  readonly name: string;
  readonly support: 'supported' | 'partial' | 'not yet';
  /** What is missing, or what is worth knowing. */
  readonly note: string;
}

function rows(
  surface: Coverage['surface'],
  support: Coverage['support'],
  notes: Readonly<Record<string, string>>,
): readonly Coverage[] {
  return Object.entries(notes).map(([name, note]) => ({ surface, name, support, note }));
}

const METHODS: readonly Coverage[] = [
  ...rows('method', 'supported', {
    'auth.test': 'bot token only',
    'apps.connections.open': 'app-level token only; the address serves once, for 30 s',
    'chat.delete': "the bot's own messages",
    'chat.postEphemeral': 'shown in a thread only once the thread has a reply',
    'chat.update':
      'text alone removes the blocks; is_inactive in an archived channel; no edit window unless a fault says so',
    'conversations.info': 'a private channel without the bot does not exist',
    'views.open': 'modals; trigger_id serves once, for 3 s',
    'views.push': 'up to three on top of each other',
    'views.update': 'by view_id or external_id, with hash',
  }),
  ...rows('method', 'partial', {
    'blocks.validate': 'blocks, message and view; attachments are not looked at',
    'chat.postMessage':
      'attachments show only their blocks; metadata is checked and dropped; no direct messages; username and icon are ignored',
    'chat.unfurl':
      'blocks, or title and text of the older form; Work Object metadata and user authentication are ignored; also taken in archived channels, of which Slack says nothing',
  }),
  ...rows('method', 'not yet', {
    'chat.getPermalink': '',
    'chat.scheduleMessage': '',
    'conversations.history': '',
    'conversations.join': 'people invite the bot',
    'conversations.list': '',
    'conversations.members': '',
    'conversations.open': 'there are no direct messages',
    'conversations.replies': '',
    'entity.presentDetails': '',
    'files.getUploadURLExternal': '',
    'oauth.v2.access': 'the app is installed from the start',
    'reactions.add': '',
    'users.info': '',
    'views.publish': 'there is no App Home',
  }),
];

const REQUESTS: readonly Coverage[] = [
  ...rows('request', 'supported', {
    command: 'one slash command, as typed, never from a thread',
    link_shared: 'in messages and composers; whatever the membership; never for app messages',
    app_mention: 'only where the bot is a member',
    block_actions: 'in messages, ephemerals, unfurls and modals',
    view_submission: 'with errors, update, push and clear as answers',
    view_closed: 'where the view asked for it',
  }),
  ...rows('request', 'not yet', {
    message: 'no message events',
    app_home_opened: '',
    app_uninstalled: '',
    tokens_revoked: '',
    block_suggestion: 'no external selects',
    shortcut: '',
    message_action: '',
    entity_details_requested: '',
  }),
];

const ANSWERS: readonly Coverage[] = [
  ...rows('answer', 'supported', {
    response_url: '5 uses, 30 minutes; ephemeral, in_channel, replace, delete after clicks',
    acknowledgement: 'may carry the first answer of a command, or what a modal does next',
    'signed HTTP': 'v0 signatures; redelivery at once, after 1 and 5 minutes',
    'Socket Mode': 'hello, envelopes, acknowledgements, pings, disconnect, several connections',
  }),
];

const BLOCKS: readonly Coverage[] = [
  ...rows('block', 'supported', {
    section: '',
    header: '',
    context: '',
    actions: '',
    divider: '',
    image: '',
    input: 'every element',
    rich_text: '',
    markdown: 'length only',
    table: '',
    context_actions: '',
  }),
  ...rows('block', 'partial', {
    data_table: 'limits from the reference; not tried against Slack',
    card: 'limits from the reference; not tried against Slack',
    carousel: 'limits from the reference; not tried against Slack',
    container: 'limits from the reference; not tried against Slack',
    alert: 'limits from the reference; not tried against Slack',
    task_card: 'shape only',
    plan: 'shape only',
  }),
  ...rows('block', 'not yet', {
    data_visualization: "its shape is not in Slack's own types; refused",
    file: 'cannot be posted by apps; refused',
    video: 'needs links.embed:write, which the app does not have; refused',
  }),
];

const TIME_LIMITS: readonly Coverage[] = [
  ...rows('limit', 'supported', {
    'rate limits':
      'so many calls of a method in any minute, and one post a second per channel; off until switched on',
    'token_revoked, account_inactive': 'by a fault; events still come',
  }),
  ...rows('limit', 'not yet', {
    'events per hour': 'events are never limited',
    tombstones: 'a deleted message is gone, and its replies stay without it',
  }),
];

/** Everything that this workspace emulates, and what it knowingly does not. */
export const COVERAGE: readonly Coverage[] = [
  ...METHODS,
  ...REQUESTS,
  ...ANSWERS,
  ...BLOCKS,
  ...TIME_LIMITS,
];
