import { isObject, type JsonObject, listAt, textAt, valueAt } from './json-reading.ts';
import { messageForm } from './methods/message-form.ts';
import { viewForm } from './methods/views.ts';
import {
  actorForm,
  channelName,
  knownChannel,
  knownPerson,
  notice,
  type PeopleContext,
} from './people-context.ts';
import type { ResponseOrigin } from './response-answer.ts';
import type { Message, People, Unfurl } from './workspace.ts';

/** What was clicked. */
interface Clicked {
  readonly blockId: string;
  readonly actionId: string;
  /** The option chosen in a menu. */
  readonly value?: string | undefined;
}

/** Clicks on buttons and menus, in messages, unfurls and modals. */
export function createClicking(people: PeopleContext): Pick<People, 'click' | 'clickInModal'> {
  return {
    async click(act) {
      const message = visibleMessage(people, act);
      const unfurl = message.unfurls.find((one) => one.url === act.unfurlUrl);
      const blocks = act.unfurlUrl === undefined ? message.blocks : (unfurl?.blocks ?? []);
      const action = actionOf(blocks, act, people.now());
      const origin: ResponseOrigin = {
        kind: 'action',
        userId: act.userId,
        channelId: act.channelId,
        callIds: [],
        ...(unfurl === undefined ? { sourceTs: message.ts } : {}),
      };
      const body = {
        ...blockActions(people, act.userId, action),
        ...placeForm(people, message, unfurl),
        response_url: people.responses.issue(origin),
        state: { values: {} },
      };
      await sendClick(people, origin, body, (callId) => origin.callIds.push(callId));
    },
    async clickInModal(act) {
      const { context } = people;
      const modal = context.modals.find(act.viewId);
      if (modal?.userId !== act.userId) {
        throw new Error(`No modal ${act.viewId} is open`);
      }
      const action = actionOf(modal.view.blocks, act, people.now());
      const view = viewForm(modal, context, act.state);
      await sendClick(
        people,
        { userId: act.userId },
        {
          ...blockActions(people, act.userId, action, act.viewId),
          container: { type: 'view', view_id: act.viewId },
          view,
        },
      );
    },
  };
}

function visibleMessage(
  people: PeopleContext,
  act: { readonly userId: string; readonly channelId: string; readonly ts: string },
): Message {
  const message = people.context.state.find(act.channelId, act.ts);
  const isSeen = message?.ephemeralTo === undefined || message.ephemeralTo === act.userId;
  if (message !== undefined && isSeen) {
    return message;
  }
  throw new Error(`${act.userId} sees no message ${act.ts} in ${act.channelId}`);
}

async function sendClick(
  people: PeopleContext,
  from: { readonly userId: string; readonly channelId?: string },
  body: JsonObject,
  onCall?: (callId: number) => void,
): Promise<void> {
  const { delivery } = await people.requests.deliver({ kind: 'interactive', body }, onCall);
  if (delivery.ok) {
    return;
  }
  const why = delivery.reason === 'http_timeout' ? 'operation_timeout' : 'dispatch_failed';
  notice(people, from, `Testrun did not answer the click (${why}).`);
}

function blockActions(
  people: PeopleContext,
  userId: string,
  action: JsonObject,
  viewId?: string,
): JsonObject {
  const act = { userId, ...(viewId === undefined ? {} : { viewId }) };
  return {
    type: 'block_actions',
    ...actorForm(people, knownPerson(people, userId)),
    trigger_id: people.context.triggers.issue(act),
    actions: [action],
  };
}

/** Where the click happened. Slack sends no message for ephemerals and for unfurls. */
function placeForm(
  people: PeopleContext,
  message: Message,
  unfurl: Unfurl | undefined,
): JsonObject {
  const channel = knownChannel(people, message.channelId);
  const at = { message_ts: message.ts, channel_id: channel.id };
  const thread = message.threadTs === undefined ? {} : { thread_ts: message.threadTs };
  const channelForm = { id: channel.id, name: channelName(channel) };
  if (unfurl !== undefined) {
    const attachment = { type: 'message_attachment', attachment_id: 1, ...at, ...thread };
    const facts = { is_ephemeral: false, is_app_unfurl: true, app_unfurl_url: unfurl.url };
    return {
      container: { ...attachment, ...facts },
      channel: channelForm,
      app_unfurl: unfurlForm(people, unfurl),
    };
  }
  const isEphemeral = message.ephemeralTo !== undefined;
  return {
    container: { type: 'message', ...at, ...thread, is_ephemeral: isEphemeral },
    channel: channelForm,
    ...(isEphemeral ? {} : { message: messageForm(message, people.context) }),
  };
}

function unfurlForm(people: PeopleContext, unfurl: Unfurl): JsonObject {
  const { appId, botId } = people.context.credentials;
  return {
    id: 1,
    blocks: unfurl.blocks,
    fallback: '[no preview available]',
    bot_id: botId,
    app_unfurl_url: unfurl.url,
    is_app_unfurl: true,
    app_id: appId,
  };
}

function actionOf(blocks: readonly unknown[], clicked: Clicked, at: number): JsonObject {
  const element = elementsOf(blocks, clicked.blockId).find(
    (one) => valueAt(one, 'action_id') === clicked.actionId,
  );
  if (!isObject(element)) {
    throw new Error(`There is nothing to click: ${clicked.blockId} / ${clicked.actionId}`);
  }
  const option = listAt(element, 'options').find((one) => valueAt(one, 'value') === clicked.value);
  return {
    type: textAt(element, 'type') ?? 'button',
    action_id: clicked.actionId,
    block_id: clicked.blockId,
    ...fieldOf(element, 'text'),
    ...fieldOf(element, 'value'),
    ...fieldOf(element, 'style'),
    ...(option === undefined ? {} : { selected_option: option }),
    action_ts: (at / 1000).toFixed(6),
  };
}

function fieldOf(element: JsonObject, name: string): JsonObject {
  const value = valueAt(element, name);
  return value === undefined ? {} : { [name]: value };
}

function elementsOf(blocks: readonly unknown[], blockId: string): readonly unknown[] {
  for (const block of blocks) {
    if (!isObject(block)) {
      continue;
    }
    if (valueAt(block, 'block_id') === blockId) {
      return [
        ...listAt(block, 'elements'),
        ...listAt(block, 'actions'),
        valueAt(block, 'accessory'),
        valueAt(block, 'element'),
      ];
    }
  }
  return [];
}
