import type { BotState, PageSubject } from '../page-options.ts';
import { composerPreview } from './composer.ts';
import { type Html, html } from './html.ts';
import { icon } from './icons.ts';
import { modal } from './modal.ts';
import type { Place } from './place.ts';
import { botSwitch, channelIcon, channelList, faultSwitches, personSwitcher } from './sidebar.ts';
import { thread, timeline } from './timeline.ts';

/** The parts of the page that change while it is open, by the id of the element that holds each. */
export type View = Readonly<
  Record<
    | 'people'
    | 'channels'
    | 'bot'
    | 'faults'
    | 'header'
    | 'timeline'
    | 'thread'
    | 'preview'
    | 'modal',
    Html
  >
>;

/** Draws everything that changes, for one reader at one place. */
export function view(subject: PageSubject, place: Place): View {
  const { workspace } = subject;
  const open = workspace.modals(place.viewer.id).at(-1);
  return {
    people: personSwitcher(subject, place),
    channels: channelList(subject, place),
    bot: botSwitch(subject),
    faults: faultSwitches(subject, place),
    header: header(place, subject.bot?.state()),
    timeline: timeline(workspace, place),
    thread: place.threadTs ? thread(workspace, place.threadTs, place) : html``,
    preview: composerPreview(workspace.composerUnfurl(place.viewer.id, place.channel.id), place),
    modal: open ? modal(open, place) : html``,
  };
}

function header({ channel }: Place, bot: BotState | undefined): Html {
  return html`<div class="channel-title"><h2 id="channel-title">${channelIcon(channel)} ${channel.name}</h2><p class="topic">${channel.topic}</p></div>${
    channel.kind === 'shared' &&
    html`<p class="banner banner-shared">${icon('shared')} <span>Shared with an outside organisation</span></p>`
  }${channel.isArchived && html`<p class="banner">Archived: nothing can be posted here</p>`}${
    !channel.botIsMember &&
    html`<p class="banner"><span>@Testrun is not in this channel</span> <button type="button" class="button button-small" data-act="invite" aria-label="Invite @Testrun">Invite</button></p>`
  }${bot === 'stopped' && html`<p class="banner">@Testrun is stopped</p>`}`;
}
