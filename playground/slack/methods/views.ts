import type { ModalView } from '@slack/types';
import { withIds } from '../block-reading.ts';
import { LIMITS } from '../block-validation/limits.ts';
import { faultMessages } from '../block-validation/validate-blocks.ts';
import { isModal, validateView } from '../block-validation/validate-view.ts';
import { isObject, type JsonObject, jsonAt, listAt, textAt } from '../json-reading.ts';
import type { Method, MethodContext } from '../method.ts';
import { refusalWithMessages, SlackRefusal } from '../slack-refusal.ts';
import type { OpenModal } from '../workspace.ts';

const PER_MINUTE = 100;

/** `views.open`: opens a modal for whoever acted. */
export const viewsOpen: Method = {
  name: 'views.open',
  token: 'bot',
  scopes: [],
  perMinute: PER_MINUTE,
  run(args, context) {
    const view = readView(jsonAt(args, 'view'), context);
    const { userId } = context.triggers.exchange(textAt(args, 'trigger_id'));
    return { view: viewForm(context.modals.open(userId, view), context) };
  },
};

/** `views.push`: puts a modal on top of the one in which the person acted. */
export const viewsPush: Method = {
  name: 'views.push',
  token: 'bot',
  scopes: [],
  perMinute: PER_MINUTE,
  run(args, context) {
    const view = readView(jsonAt(args, 'view'), context);
    const { userId, viewId } = context.triggers.exchange(textAt(args, 'trigger_id'));
    if (viewId === undefined) {
      throw new SlackRefusal('invalid_trigger_id');
    }
    return { view: viewForm(context.modals.push(userId, view), context) };
  },
};

/** `views.update`: changes an open modal, unless the given hash says that it is out of date. */
export const viewsUpdate: Method = {
  name: 'views.update',
  token: 'bot',
  scopes: [],
  perMinute: PER_MINUTE,
  run(args, context) {
    const modal = modalOf(args, context);
    const hash = textAt(args, 'hash');
    if (hash !== undefined && hash !== modal.hash) {
      throw new SlackRefusal('hash_conflict');
    }
    const view = readView(jsonAt(args, 'view'), context, modal.viewId);
    const updated = context.modals.update(modal.viewId, view) ?? modal;
    return { view: viewForm(updated, context) };
  },
};

function modalOf(args: JsonObject, context: MethodContext): OpenModal {
  const [viewId, externalId] = [textAt(args, 'view_id'), textAt(args, 'external_id')];
  const modal =
    viewId === undefined
      ? context.modals.findByExternalId(externalId ?? '')
      : context.modals.find(viewId);
  if (modal === undefined) {
    throw new SlackRefusal('not_found');
  }
  return modal;
}

/**
 * Reads a modal that a bot sent.
 * @throws {SlackRefusal} `invalid_arguments`, `view_too_large` or `duplicate_external_id`
 */
export function readView(
  value: unknown,
  context: Pick<MethodContext, 'ids' | 'modals'>,
  ownViewId?: string,
): ModalView {
  if (JSON.stringify(value ?? null).length > LIMITS.viewBytes) {
    throw new SlackRefusal('view_too_large');
  }
  const faults = validateView(value);
  if (!isObject(value) || faults.length > 0) {
    throw refusalWithMessages('invalid_arguments', faultMessages(faults));
  }
  const externalId = textAt(value, 'external_id');
  const other = externalId === undefined ? undefined : context.modals.findByExternalId(externalId);
  if (other !== undefined && other.viewId !== ownViewId) {
    throw new SlackRefusal('duplicate_external_id');
  }
  const blocks = listAt(value, 'blocks').map((block) => withIds(block, context.ids));
  const view: unknown = { ...value, blocks };
  if (!isModal(view, faults)) {
    throw new SlackRefusal('invalid_arguments');
  }
  return view;
}

/** A modal as Slack's answers and payloads write it. */
export function viewForm(
  modal: OpenModal,
  context: Pick<MethodContext, 'credentials' | 'modals'>,
  values: unknown = {},
): JsonObject {
  const stack = context.modals.of(modal.userId);
  const index = stack.findIndex((open) => open.viewId === modal.viewId);
  const { appId, botId, teamId } = context.credentials;
  return {
    private_metadata: '',
    callback_id: '',
    external_id: '',
    close: null,
    submit: null,
    clear_on_close: false,
    notify_on_close: false,
    ...modal.view,
    id: modal.viewId,
    team_id: teamId,
    app_id: appId,
    bot_id: botId,
    hash: modal.hash,
    root_view_id: stack[0]?.viewId ?? modal.viewId,
    previous_view_id: stack[index - 1]?.viewId ?? null,
    state: { values },
  };
}
