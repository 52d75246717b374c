import type { ModalView } from '@slack/types';
import { LIMITS } from './block-validation/limits.ts';
import { randomSecret } from './credentials.ts';
import { SlackRefusal } from './slack-refusal.ts';
import type { OpenModal } from './workspace.ts';

/** The modals that people have open: a stack for each person. */
export interface Modals {
  /** The person's stack, the modal on top last. */
  of(userId: string): readonly OpenModal[];
  find(viewId: string): OpenModal | undefined;
  findByExternalId(externalId: string): OpenModal | undefined;
  /** Replaces whatever the person has open. */
  open(userId: string, view: ModalView): OpenModal;
  /**
   * Puts one on top of what is open.
   * @throws {SlackRefusal} `push_limit_reached` above three.
   */
  push(userId: string, view: ModalView): OpenModal;
  update(viewId: string, view: ModalView): OpenModal | undefined;
  showErrors(viewId: string, errors: Readonly<Record<string, string>>): void;
  /** Takes one off, or all of the person's. */
  close(viewId: string, options?: { readonly all: boolean }): void;
}

/** Nobody has a modal open; `onChange` hears whose stack changed. */
export function createModals(onChange: (userId: string) => void): Modals {
  const stacks = new Map<string, readonly OpenModal[]>();
  const of = (userId: string): readonly OpenModal[] => stacks.get(userId) ?? [];
  const put = (userId: string, stack: readonly OpenModal[]): void => {
    stacks.set(userId, stack);
    onChange(userId);
  };
  const every = (): OpenModal[] => [...stacks.values()].flat();
  const find = (viewId: string): OpenModal | undefined =>
    every().find((modal) => modal.viewId === viewId);
  const change = (viewId: string, changed: Partial<OpenModal>): OpenModal | undefined => {
    const modal = find(viewId);
    if (modal === undefined) {
      return undefined;
    }
    const next = { ...modal, ...changed };
    const stack = of(modal.userId).map((open) => (open === modal ? next : open));
    put(modal.userId, stack);
    return next;
  };
  return {
    of,
    find,
    findByExternalId: (externalId) =>
      every().find((modal) => modal.view.external_id === externalId),
    open(userId, view) {
      const modal = newModal(userId, view);
      put(userId, [modal]);
      return modal;
    },
    push(userId, view) {
      if (of(userId).length >= LIMITS.viewsInStack) {
        throw new SlackRefusal('push_limit_reached');
      }
      const modal = newModal(userId, view);
      put(userId, [...of(userId), modal]);
      return modal;
    },
    update: (viewId, view) => change(viewId, { view, hash: randomSecret(6), errors: {} }),
    showErrors: (viewId, errors) => void change(viewId, { errors }),
    close(viewId, options) {
      const modal = find(viewId);
      if (modal === undefined) {
        return;
      }
      const rest = of(modal.userId).filter((open) => open !== modal);
      put(modal.userId, options?.all === true ? [] : rest);
    },
  };
}

function newModal(userId: string, view: ModalView): OpenModal {
  return { viewId: `V${randomSecret(5).toUpperCase()}`, userId, view, hash: randomSecret(6) };
}
