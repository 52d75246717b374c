import {
  all,
  anyOf,
  bool,
  byType,
  type Check,
  list,
  oneOf,
  shape,
  text,
  webUrl,
} from './checks.ts';
import { LIMITS } from './limits.ts';

/** A `block_id`, `action_id` or other name that the app gave. */
export const id: Check = text(LIMITS.id);

/** A `plain_text` object. */
export function plainText(max: number): Check {
  return byType({ plain_text: shape({ text: text(max) }, { emoji: bool }) });
}

/** A `mrkdwn` object. */
export function mrkdwn(max: number): Check {
  return byType({ mrkdwn: shape({ text: text(max) }, { verbatim: bool }) });
}

/** A text object of either kind. */
export function textObject(max: number): Check {
  return byType({
    plain_text: shape({ text: text(max) }, { emoji: bool }),
    mrkdwn: shape({ text: text(max) }, { verbatim: bool }),
  });
}

/** The "are you sure" before an action. */
export const confirm: Check = shape(
  { text: textObject(LIMITS.confirmText) },
  {
    title: plainText(LIMITS.confirmTitle),
    confirm: plainText(LIMITS.confirmButton),
    deny: plainText(LIMITS.confirmButton),
    style: oneOf('primary', 'danger'),
  },
);

/** One choice of a menu (`plain`) or of checkboxes and radio buttons (`rich`). */
export function option(kind: 'plain' | 'rich', withUrl = false): Check {
  const label = kind === 'plain' ? plainText : textObject;
  return shape(
    { text: label(LIMITS.optionText), value: text(LIMITS.optionValue) },
    {
      description: label(LIMITS.optionDescription),
      ...(withUrl ? { url: webUrl(LIMITS.url) } : {}),
    },
  );
}

/** A named group of choices. */
export const optionGroup: Check = shape({
  label: plainText(LIMITS.optionGroupLabel),
  options: list(option('plain'), LIMITS.selectOptions),
});

const slackFile: Check = all(
  shape({}, { id: text(), url: webUrl(LIMITS.url) }),
  anyOf('id', 'url'),
);

/** Fields that say where an image comes from, and what it shows. */
export const imageFields = {
  required: { alt_text: text(LIMITS.altText) },
  optional: { image_url: webUrl(LIMITS.url), slack_file: slackFile },
} as const;

/** An image inside another block. */
export const imageElement: Check = all(
  shape(imageFields.required, {
    ...imageFields.optional,
    image_width: anyNumber(),
    image_height: anyNumber(),
    image_bytes: anyNumber(),
  }),
  anyOf('image_url', 'slack_file'),
);

function anyNumber(): Check {
  return (value, pointer, report) => {
    if (typeof value !== 'number') {
      report(pointer, 'must be a number');
    }
  };
}
