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
import { id, imageElement, mrkdwn, plainText, textObject } from './composition.ts';
import { button } from './elements.ts';
import { LIMITS } from './limits.ts';
import { richText } from './rich-text.ts';

const image = byType({ image: imageElement });
const buttons = list(byType({ button }), LIMITS.cardActions);

/** A `card` block. */
export const card: Check = all(
  shape(
    {},
    {
      block_id: id,
      hero_image: image,
      icon: image,
      title: mrkdwn(LIMITS.cardTitle),
      subtitle: mrkdwn(LIMITS.cardTitle),
      body: mrkdwn(LIMITS.cardBody),
      actions: buttons,
    },
  ),
  anyOf('hero_image', 'title', 'body', 'actions'),
);

/** A `carousel` block. */
export const carousel: Check = shape(
  { elements: list(byType({ card }), LIMITS.carouselCards) },
  { block_id: id },
);

/** A `container` block around blocks that the given check knows. */
export function container(child: Check): Check {
  return all(
    shape(
      { child_blocks: list(child, LIMITS.containerChildren) },
      {
        block_id: id,
        title: plainText(LIMITS.cardTitle),
        rich_text_title: richText,
        subtitle: textObject(LIMITS.cardTitle),
        width: oneOf('narrow', 'standard', 'wide', 'full'),
        icon: image,
        is_collapsible: bool,
        default_collapsed: bool,
        has_header_divider: bool,
      },
    ),
    anyOf('title', 'rich_text_title'),
  );
}

/** An `alert` block. */
export const alert: Check = shape(
  { text: textObject(LIMITS.alertText) },
  { block_id: id, level: oneOf('default', 'info', 'warning', 'error', 'success') },
);

/** A `task_card` block. */
export const taskCard: Check = shape(
  {
    task_id: text(LIMITS.id),
    title: text(LIMITS.text),
    status: oneOf('pending', 'in_progress', 'complete', 'error'),
  },
  {
    block_id: id,
    details: richText,
    output: richText,
    sources: list(byType({ url: shape({ url: webUrl(LIMITS.url), text: text() }) })),
  },
);

/** A `plan` block. */
export const plan: Check = shape(
  { title: text(LIMITS.text) },
  { block_id: id, tasks: list(byType({ task_card: taskCard }), LIMITS.blocksPerMessage, 0) },
);
