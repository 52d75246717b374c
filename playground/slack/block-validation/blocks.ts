import { alert, card, carousel, container, plan, taskCard } from './cards.ts';
import { all, anyOf, bool, byType, type Check, type Fields, list, shape, text } from './checks.ts';
import { id, imageFields, plainText, textObject } from './composition.ts';
import {
  actionsElements,
  contextActionsElements,
  contextElements,
  inputElements,
  sectionAccessories,
} from './elements.ts';
import { LIMITS } from './limits.ts';
import { richTextBlock } from './rich-text.ts';
import { dataTable, table } from './tables.ts';

/** Where blocks can stand. */
export type Surface = 'message' | 'modal' | 'home' | 'unfurl';

const named = { block_id: id };

const section = all(
  shape(
    {},
    {
      ...named,
      text: textObject(LIMITS.text),
      fields: list(textObject(LIMITS.sectionField), LIMITS.sectionFields),
      accessory: byType(sectionAccessories),
      expand: bool,
    },
  ),
  anyOf('text', 'fields'),
);

const image = all(
  shape(imageFields.required, {
    ...named,
    ...imageFields.optional,
    title: plainText(LIMITS.imageTitle),
  }),
  anyOf('image_url', 'slack_file'),
);

const input = shape(
  { label: plainText(LIMITS.inputLabel), element: byType(inputElements) },
  { ...named, hint: plainText(LIMITS.inputHint), optional: bool, dispatch_action: bool },
);

/** The blocks that stand everywhere but in unfurls, where only the first six are safe. */
const common: Fields = {
  section,
  header: shape({ text: plainText(LIMITS.headerText) }, named),
  context: shape({ elements: list(byType(contextElements), LIMITS.contextElements) }, named),
  actions: shape({ elements: list(byType(actionsElements), LIMITS.actionsElements) }, named),
  divider: shape({}, named),
  image,
};

const everyday: Fields = { ...common, rich_text: richTextBlock, input };
const boxed = container(byType({ ...everyday, table }));

const SURFACES: Readonly<Record<Surface, Fields>> = {
  unfurl: common,
  message: {
    ...everyday,
    markdown: shape({ text: text() }, named),
    table,
    data_table: dataTable,
    card,
    carousel,
    container: boxed,
    context_actions: shape(
      { elements: list(byType(contextActionsElements), LIMITS.contextActionsElements) },
      named,
    ),
    task_card: taskCard,
    plan,
  },
  modal: { ...everyday, alert, card, container: boxed },
  home: { ...everyday, table, data_table: dataTable, card, carousel, container: boxed },
};

/** The block types that a surface takes. */
export function blockTypes(surface: Surface): readonly string[] {
  return Object.keys(SURFACES[surface]);
}

/** The check of one block on a surface. */
export function blockCheck(surface: Surface): Check {
  return byType(SURFACES[surface]);
}
