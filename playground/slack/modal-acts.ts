import type { ModalView } from '@slack/types';
import { isObject, type JsonObject, textAt, valueAt } from './json-reading.ts';
import { readView, viewForm } from './methods/views.ts';
import { actorForm, knownPerson, notice, type PeopleContext } from './people-context.ts';
import { SlackRefusal } from './slack-refusal.ts';
import type { OpenModal, People } from './workspace.ts';

/** What people do with an open modal: submit it or close it. */
export function createModalActs(people: PeopleContext): Pick<People, 'submitModal' | 'closeModal'> {
  const { modals } = people.context;
  return {
    async submitModal({ userId, viewId, state }) {
      const modal = openModal(people, userId, viewId);
      const body = {
        type: 'view_submission',
        ...actorForm(people, knownPerson(people, userId)),
        trigger_id: people.context.triggers.issue({ userId, viewId }),
        view: viewForm(modal, people.context, state),
        response_urls: [],
      };
      const { delivery } = await people.requests.deliver({ kind: 'interactive', body });
      if (delivery.ok) {
        followAnswer(people, modal, delivery.payload);
      } else {
        notice(people, { userId }, 'We had some trouble connecting. Try again?');
      }
    },
    async closeModal({ userId, viewId }) {
      const modal = openModal(people, userId, viewId);
      const view = viewForm(modal, people.context);
      modals.close(viewId);
      if (modal.view.notify_on_close !== true) {
        return;
      }
      await people.requests.deliver({
        kind: 'interactive',
        body: {
          type: 'view_closed',
          ...actorForm(people, knownPerson(people, userId)),
          view,
          is_cleared: false,
        },
      });
    },
  };
}

function openModal({ context }: PeopleContext, userId: string, viewId: string): OpenModal {
  const modal = context.modals.find(viewId);
  if (modal === undefined || modal.userId !== userId) {
    throw new Error(`No modal ${viewId} is open`);
  }
  return modal;
}

/** Does what the acknowledgement of a submission asks for; without a word the modal closes. */
function followAnswer(people: PeopleContext, modal: OpenModal, payload: unknown): void {
  const answer: JsonObject = isObject(payload) ? payload : {};
  try {
    applyAnswer(people, modal, answer);
  } catch (error) {
    if (!(error instanceof SlackRefusal)) {
      throw error;
    }
    notice(people, { userId: modal.userId }, `The app's answer could not be shown: ${error.code}.`);
  }
}

function applyAnswer(people: PeopleContext, modal: OpenModal, answer: JsonObject): void {
  const { modals } = people.context;
  const view = (): ModalView => readView(valueAt(answer, 'view'), people.context, modal.viewId);
  const action = textAt(answer, 'response_action');
  if (action === 'errors') {
    modals.showErrors(modal.viewId, errorsOf(answer));
  } else if (action === 'update') {
    modals.update(modal.viewId, view());
  } else if (action === 'push') {
    modals.push(modal.userId, view());
  } else {
    modals.close(modal.viewId, { all: action === 'clear' || modal.view.clear_on_close === true });
  }
}

function errorsOf(answer: JsonObject): Record<string, string> {
  const errors = valueAt(answer, 'errors');
  const entries = isObject(errors) ? Object.entries(errors) : [];
  return Object.fromEntries(entries.map(([blockId, text]) => [blockId, String(text)]));
}
