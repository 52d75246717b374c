import type { PageSubject } from '../page-options.ts';
import { scripts } from '../static-files.ts';
import { composer } from './composer.ts';
import { type Html, html } from './html.ts';
import { icon } from './icons.ts';
import { type Place, placeHref } from './place.ts';
import { tryGroups } from './sidebar.ts';
import type { View } from './view.ts';

/** Draws the whole page. `isClean` leaves nothing but the messages, for pictures. */
export function layout(subject: PageSubject, place: Place, parts: View, isClean: boolean): Html {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>#${place.channel.name} · Testrun playground</title><link rel="icon" href="/static/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/static/page.css">${scripts.map((name) => html`<link rel="modulepreload" href="/static/${name}">`)}<script type="module" src="/static/page.js"></script></head>
<body class="${isClean && 'clean'}${place.threadTs && ' with-thread'}" data-as="${place.viewer.id}" data-channel="${place.channel.id}" data-thread="${place.threadTs}" data-suggestions="${JSON.stringify(suggestions(subject))}" data-time-zone="${place.reader.timeZone}">
<a class="skip" href="#composer">Skip to the composer</a>
<aside id="sidebar" aria-label="Workspace">${side(subject, place, parts)}</aside>
<main aria-labelledby="channel-title"><header id="topbar"><button type="button" class="icon-button phone-only" data-act="open-sidebar" aria-label="Channels and things to try" aria-expanded="false" aria-controls="sidebar">${icon('menu')}</button><div id="header">${parts.header}</div><div id="bot">${parts.bot}</div></header>
<div id="timeline" class="scroller" tabindex="0" role="region" aria-label="Messages">${parts.timeline}</div>
<div class="jump-holder"><button type="button" id="jump" class="jump" data-act="jump" hidden>${icon('down')} New messages</button></div>
<div id="notices" role="alert"></div><div id="preview">${parts.preview}</div>
<div id="composer">${composer(place, 'channel')}</div></main>
<aside id="thread-panel" aria-label="Thread"><header class="panel-head"><h2>Thread</h2><a class="icon-button" data-act="close-thread" href="${placeHref({ channel: place.channel, viewer: place.viewer })}" aria-label="Close the thread">${icon('close')}</a></header><div id="thread" class="scroller" tabindex="0" role="region" aria-label="Thread messages">${parts.thread}</div><div id="thread-composer">${composer(place, 'thread')}</div></aside>
<dialog id="drawer" aria-labelledby="drawer-title"><header class="panel-head"><h2 id="drawer-title">Behind the message</h2><button type="button" class="icon-button" data-act="close-drawer" aria-label="Close">${icon('close')}</button></header><div id="drawer-body"></div></dialog>
<dialog id="modal" aria-labelledby="modal-title">${parts.modal}</dialog>
<dialog id="confirm" aria-labelledby="confirm-title"><form method="dialog"><h2 id="confirm-title"></h2><p id="confirm-text"></p><footer><button class="button" value="no"></button><button class="button" value="yes"></button></footer></form></dialog>
<div id="announcer" class="visually-hidden" role="status" aria-live="polite"></div>
<noscript><p class="noscript">This page needs its script to send messages and to follow along.</p></noscript>
</body></html>`;
}

function side(subject: PageSubject, place: Place, parts: View): Html {
  return html`<div class="sidebar-head"><h1>Testrun playground</h1><button type="button" class="icon-button phone-only" data-act="close-sidebar" aria-label="Close the channel list">${icon('close')}</button><p class="note">${subject.sandboxNote}</p></div>
<div id="people" class="people" role="group" aria-label="Whose eyes to look through">${parts.people}</div>
<nav aria-labelledby="channels-title"><h2 id="channels-title">Channels</h2><ul id="channels" class="channels">${parts.channels}</ul></nav>
<section aria-labelledby="try-title"><h2 id="try-title">Things to try</h2>${tryGroups(subject)}</section>
<section aria-labelledby="lab-title"><h2 id="lab-title">Behind the scenes</h2><a class="side-action" data-act="drawer" href="/drawer?as=${place.viewer.id}">${icon('pulse')} All calls</a><div id="faults">${parts.faults}</div></section>`;
}

/** What the composer offers after a slash and after an at sign. */
function suggestions({ workspace, commands }: PageSubject): object {
  const members = [...workspace.members()].sort((a, b) => Number(b.isBot) - Number(a.isBot));
  return {
    commands,
    mentions: members.map(({ name, isBot }) => ({ name, about: isBot ? 'App' : 'Member' })),
  };
}
