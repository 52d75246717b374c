import { createClicking } from './clicks.ts';
import { createModalActs } from './modal-acts.ts';
import { knownChannel, type PeopleContext } from './people-context.ts';
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
  };
}
