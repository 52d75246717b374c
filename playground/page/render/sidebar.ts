import type { Channel, Workspace } from '../../slack/workspace.ts';
import type { FaultSwitch, PageSubject, TryItem } from '../page-options.ts';
import { type Fragment, type Html, html } from './html.ts';
import { icon } from './icons.ts';
import { avatar } from './message.ts';
import { type Place, placeHref } from './place.ts';
import { formatSlackDate } from './slack-date.ts';

/** The icon that tells what kind of channel it is; the words stand beside it for those who cannot see it. */
export function channelIcon(channel: Channel): Html {
  return icon(({ public: 'hash', private: 'lock', shared: 'shared' } as const)[channel.kind]);
}

/** Draws the two people, of whom the reader is one. */
export function personSwitcher({ workspace }: PageSubject, place: Place): Html {
  const people = workspace.members().filter((member) => !member.isBot);
  return html`${people.map((person) => {
    const href = placeHref({ channel: place.channel, viewer: person });
    const current = person.id === place.viewer.id && html` aria-current="true"`;
    return html`<a class="person" href="${href}"${current}>${avatar(person, person.name)}<span>${person.name}</span></a>`;
  })}`;
}

/** Draws the list of channels. */
export function channelList({ workspace }: PageSubject, place: Place): Html {
  return html`${workspace.channels().map((channel) => channelLink(channel, workspace, place))}`;
}

function channelLink(channel: Channel, workspace: Workspace, place: Place): Html {
  const current = channel.id === place.channel.id;
  const bot = workspace.members().find((member) => member.isBot)?.name ?? 'the bot';
  const marks = [
    channel.kind === 'private' && 'private',
    channel.kind === 'shared' && 'shared outside',
    channel.isArchived && 'archived',
    !channel.botIsMember && `${bot} is not a member`,
  ].filter((mark) => mark !== false);
  return html`<li><a class="channel" data-act="go" data-channel-id="${channel.id}" href="${placeHref({ channel, viewer: place.viewer })}"${current && html` aria-current="page"`}>${channelIcon(channel)}<span class="channel-name">${channel.name}</span>${marks.length > 0 && html`<span class="visually-hidden">, ${marks.join(', ')}</span>`}${channel.kind === 'shared' && html`<span class="side-badge" aria-hidden="true">External</span>`}<span class="unread" hidden>new<span class="visually-hidden"> messages</span></span></a></li>`;
}

/** Draws what to try, under its headings; the first is open. */
export function tryGroups({ tryList }: PageSubject): Fragment {
  const groups = Map.groupBy(tryList, (item) => item.group);
  return [...groups].map(
    ([group, members], index) =>
      html`<details class="try"${index === 0 && html` open`}><summary>${group}</summary><ul>${members.map(tryItem)}</ul></details>`,
  );
}

function tryItem(item: TryItem): Html {
  return html`<li><button type="button" class="try-item" data-act="try" data-text="${item.text}"${item.channelId && html` data-go="${item.channelId}"`}><code>${item.text}</code><span>${item.expect}</span></button></li>`;
}

const botWords = {
  running: { label: 'Stop the bot', hint: 'It runs' },
  stopping: { label: 'Stopping…', hint: 'It finishes what it has in hand' },
  stopped: { label: 'Start the bot', hint: 'It is stopped; what people send fails' },
  starting: { label: 'Starting…', hint: 'It takes a moment' },
} as const;

/** Draws the one button that stops and starts the bot, and says what the bot is doing. */
export function botSwitch({ bot }: PageSubject): Html {
  if (bot === undefined) {
    return html``;
  }
  const state = bot.state();
  const { label, hint } = botWords[state];
  const isTurning = state === 'starting' || state === 'stopping';
  return html`<button type="button" class="button button-bot${state === 'stopped' && ' button-primary'}" data-act="bot" data-on="${String(state === 'stopped')}" title="${hint}"${isTurning && html` disabled`}>${icon('power')} ${label}</button>`;
}

/** Draws the emulator's switches. */
export function faultSwitches({ faults = [] }: PageSubject, place: Place): Html {
  return html`${faults.map((fault) => faultSwitch(fault, place))}`;
}

function faultSwitch(fault: FaultSwitch, { reader }: Place): Html {
  const news = fault.news?.();
  const told = news && `${news.text}, ${formatSlackDate('{time_secs}', news.atMs, reader)}`;
  return html`<button type="button" class="side-action" role="switch" aria-checked="${String(fault.isOn())}" data-act="fault" data-fault="${fault.id}" title="${fault.hint}"><span class="switch" aria-hidden="true"></span><span>${fault.label}<small>${fault.hint}</small>${told && html`<small>${told}</small>`}</span></button>`;
}
