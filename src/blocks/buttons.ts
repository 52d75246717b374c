import type { ActionsBlock, Button } from '@slack/types';
import { actionIds, type Recall, writeRecall } from './action-value.ts';
import { limits } from './limits.ts';
import { webAddress } from './mrkdwn.ts';

/** A button that opens a web page; undefined where the address is not http(s) or too long for Slack. */
export function urlButton(
  actionId: string,
  label: string,
  url: string | undefined,
): Button | undefined {
  const address = url === undefined ? undefined : webAddress(url, limits.buttonUrl);
  return address === undefined
    ? undefined
    : {
        type: 'button',
        action_id: actionId,
        text: { type: 'plain_text', text: label },
        url: address,
      };
}

/** A button that reads the runs anew and redraws the message it stands in. */
export function refreshButton(recall: Recall): Button {
  return recallButton(actionIds.refresh, 'Refresh', recall);
}

/** A button that adds a person to those who are told when the run ends, or takes them off again. */
export function tellMeButton(recall: Recall): Button {
  return recallButton(actionIds.tellMe, 'Tell me when it ends', recall);
}

/** A button that does a failed asking again. */
export function tryAgainButton(recall: Recall): Button {
  return recallButton(actionIds.tryAgain, 'Try again', recall);
}

/** A button that posts, on the asker's word, what only the asker sees. */
export function shareButton(recall: Recall): Button {
  return recallButton(actionIds.share, 'Share in channel', recall);
}

function recallButton(actionId: string, label: string, recall: Recall): Button {
  return {
    type: 'button',
    action_id: actionId,
    text: { type: 'plain_text', text: label },
    value: writeRecall(recall),
  };
}

/** The row of buttons, or nothing where no button is left. */
export function buttonRow(buttons: readonly (Button | undefined)[]): ActionsBlock[] {
  const elements = buttons.filter((button) => button !== undefined);
  return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}
