import { createClicking } from './clicks.ts';
import { createModalActs } from './modal-acts.ts';
import { knownChannel, knownPerson, type PeopleContext } from './people-context.ts';
import { createComposing } from './typed-messages.ts';
import type { People } from './workspace.ts';

/** Everything that people can do. */
export function createPeople(people: PeopleContext): People {
  return {
    ...createComposing(people),
    ...createClicking(people),
    ...createModalActs(people),
    invite({ channelId }) {
      knownChannel(people, channelId).botIsMember = true;
      people.context.state.announce({ kind: 'channel', channelId });
      return Promise.resolve();
    },
    ...createCleaningUp(people),
  };
}

/** What an administrator does to a workspace that has grown full. */
function createCleaningUp(people: PeopleContext): Pick<People, 'deleteMessage' | 'archiveChannel'> {
  const { state } = people.context;
  return {
    deleteMessage({ userId, channelId, ts }) {
      knownPerson(people, userId);
      if (!state.remove(channelId, ts)) {
        throw new Error(`There is no message ${ts} in ${channelId}`);
      }
      return Promise.resolve();
    },
    archiveChannel({ channelId }) {
      knownChannel(people, channelId).isArchived = true;
      state.announce({ kind: 'channel', channelId });
      return Promise.resolve();
    },
  };
}
