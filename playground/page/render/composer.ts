import type { Unfurl } from '../../slack/workspace.ts';
import { type Html, html } from './html.ts';
import { icon } from './icons.ts';
import { unfurled } from './message.ts';
import type { Place } from './place.ts';

/**
 * Draws the box to write in, for a channel or for a thread. What it hints at (the command, the bot's
 * name) is shown by the script as the text asks for it.
 */
export function composer(place: Place, kind: 'channel' | 'thread'): Html {
  const label = kind === 'thread' ? 'Reply in thread' : `Message #${place.channel.name}`;
  return html`<form class="composer" data-kind="${kind}" method="post" action="/act/send">
<div class="hints" id="hints-${kind}" role="listbox" aria-label="Suggestions" hidden></div>
<div class="composer-box"><textarea name="text" rows="1" placeholder="${label}" aria-label="${label}" aria-controls="hints-${kind}" aria-autocomplete="list" autocomplete="off" autocapitalize="off" spellcheck="false" maxlength="4000"></textarea>
<button type="submit" class="send" aria-label="Send" title="Send (Enter)">${icon('send')}</button></div>
<p class="composer-help"><span><kbd>Enter</kbd> sends</span><span><kbd>Shift</kbd>+<kbd>Enter</kbd> new line</span>${kind === 'channel' && html`<span><kbd>/</kbd> command</span>`}<span><kbd>@</kbd> mention</span></p>
</form>`;
}

/** What the bot showed for the links that stand in the composer, before anything is sent. */
export function composerPreview(unfurls: readonly Unfurl[], place: Place): Html {
  if (unfurls.length === 0) {
    return html``;
  }
  return html`<div class="preview" role="group" aria-label="Preview of the link you are typing"><p class="only-you">${icon('eye')} Preview, before you send</p>${unfurls.map((unfurl) => unfurled(unfurl, place))}</div>`;
}
