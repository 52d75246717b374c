import type { Call, Message, Workspace } from '../../slack/workspace.ts';
import { type Fragment, type Html, html } from './html.ts';
import { jsonMarkup, unfolded } from './json-markup.ts';
import type { Place } from './place.ts';

const shownCalls = 100;

/** Draws what stands behind one message: its JSON and the calls that made or changed it. */
export function messageDrawer(message: Message, workspace: Workspace, place: Place): Html {
  const calls = message.callIds
    .map((id) => workspace.call(id))
    .filter((call) => call !== undefined);
  return html`<h3>Message</h3>${jsonMarkup(asSlack(message))}<h3>Calls behind it</h3>${callList(calls, place, true)}`;
}

/** The message under Slack's own field names, so that its blocks can be taken to Block Kit Builder. */
function asSlack(message: Message): object {
  return {
    type: 'message',
    ts: message.ts,
    thread_ts: message.threadTs,
    channel: message.channelId,
    user: message.userId,
    is_ephemeral: message.ephemeralTo !== undefined || undefined,
    text: message.text,
    blocks: message.blocks,
    attachments: message.unfurls.map(({ url, blocks }) => ({ from_url: url, blocks })),
  };
}

/** Draws every exchange between the workspace and the bot, the latest first. */
export function callsDrawer(workspace: Workspace, place: Place): Html {
  const calls = workspace.calls().slice(-shownCalls).reverse();
  return html`<p class="quiet">The last ${shownCalls} requests between this workspace and the bot, the latest first.</p>${callList(calls, place, false)}`;
}

function callList(calls: readonly Call[], place: Place, open: boolean): Html {
  if (calls.length === 0) {
    return html`<p class="quiet">Nothing yet.</p>`;
  }
  return html`<ol class="calls">${calls.map((call) => html`<li data-call="${call.id}">${callEntry(call, place, open)}</li>`)}</ol>`;
}

function callEntry(call: Call, place: Place, open: boolean): Html {
  const way = call.direction === 'to-bot' ? 'to the bot' : 'from the bot';
  const response = call.response === undefined || call.response === '' ? undefined : call.response;
  return html`<details class="call"${open && html` open`}><summary><span class="way way-${call.direction}" title="${way}"><span aria-hidden="true">${call.direction === 'to-bot' ? '→' : '←'}</span><span class="visually-hidden">${way}: </span></span><span class="call-name">${call.name}</span>${outcome(call)}</summary>
<p class="quiet">${precise(call.at, place)}, ${way}</p><h4>Request</h4>${jsonMarkup(unfolded(call.request))}<h4>Response</h4>${response === undefined ? html`<p class="quiet">${call.durationMs === undefined ? 'Waiting for it.' : 'Empty.'}</p>` : jsonMarkup(response)}</details>`;
}

function outcome(call: Call): Fragment {
  const failure = failureOf(call);
  const mark = failure
    ? html`<span class="status status-bad">${failure}</span>`
    : html`<span class="status">${call.status ?? (call.durationMs === undefined ? '…' : 'ok')}</span>`;
  const took = call.durationMs === undefined ? 'under way' : `${Math.round(call.durationMs)} ms`;
  return html`${mark}<span class="took">${took}</span>`;
}

/** Slack says most errors with status 200 and `ok: false`. */
function failureOf(call: Call): string | undefined {
  const { response, status, failure } = call;
  if (
    typeof response === 'object' &&
    response !== null &&
    'ok' in response &&
    response.ok === false
  ) {
    return 'error' in response ? String(response.error) : 'not ok';
  }
  return status !== undefined && status >= 400 ? String(status) : failure;
}

function precise(at: number, place: Place): string {
  return new Intl.DateTimeFormat('en-US', {
    timeZone: place.reader.timeZone,
    hour: 'numeric',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  }).format(at);
}
