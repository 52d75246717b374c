import {
  all,
  anyOf,
  bool,
  type Check,
  type Fields,
  integer,
  list,
  matching,
  oneOf,
  shape,
  text,
  webUrl,
} from './checks.ts';
import { confirm, id, imageElement, option, optionGroup, plainText } from './composition.ts';
import { LIMITS } from './limits.ts';
import { richText } from './rich-text.ts';

const action = { action_id: id };
const confirmed = { ...action, confirm };
const focused = { ...confirmed, focus_on_load: bool };
const field = { ...action, focus_on_load: bool, placeholder: plainText(LIMITS.placeholder) };
const menu = { ...focused, placeholder: plainText(LIMITS.placeholder) };
const several = { ...menu, max_selected_items: integer(1, LIMITS.selectOptions) };
const dispatched = {
  ...field,
  dispatch_action_config: shape(
    {},
    {
      trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), 2),
    },
  ),
};
const labelled = { accessibility_label: text(LIMITS.accessibilityLabel) };
const strings = list(text(LIMITS.id), LIMITS.selectOptions);
const date = matching(/^\d{4}-\d{2}-\d{2}$/, 'a date in the format YYYY-MM-DD');
const time = matching(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time in the format HH:mm');
const choices = list(option('rich'), LIMITS.choiceOptions);
const listed = {
  options: list(option('plain'), LIMITS.selectOptions),
  option_groups: list(optionGroup, LIMITS.selectOptionGroups),
};
const filter = all(
  shape(
    {},
    {
      include: list(oneOf('im', 'mpim', 'private', 'public'), 4),
      exclude_external_shared_channels: bool,
      exclude_bot_users: bool,
    },
  ),
  anyOf('include', 'exclude_external_shared_channels', 'exclude_bot_users'),
);
const conversations = { default_to_current_conversation: bool, filter };
const feedback = shape(
  { text: plainText(LIMITS.buttonText), value: text(LIMITS.buttonValue) },
  labelled,
);

const staticMenu = (optional: Fields): Check =>
  all(shape({}, { ...optional, ...listed }), anyOf('options', 'option_groups'));

/** A button. */
export const button: Check = shape(
  { text: plainText(LIMITS.buttonText) },
  {
    ...confirmed,
    ...labelled,
    value: text(LIMITS.buttonValue),
    url: webUrl(LIMITS.url),
    style: oneOf('primary', 'danger'),
  },
);

const workflowButton: Check = shape(
  {
    text: plainText(LIMITS.buttonText),
    workflow: shape({
      trigger: shape(
        { url: webUrl(LIMITS.url) },
        { customizable_input_parameters: list(shape({ name: text(), value: text() })) },
      ),
    }),
  },
  { ...action, ...labelled, style: oneOf('primary', 'danger') },
);

const choosers: Fields = {
  checkboxes: shape({ options: choices }, { ...focused, initial_options: choices }),
  radio_buttons: shape({ options: choices }, { ...focused, initial_option: option('rich') }),
  datepicker: shape({}, { ...menu, initial_date: date }),
  timepicker: shape({}, { ...menu, initial_time: time, timezone: text() }),
  datetimepicker: shape({}, { ...focused, initial_date_time: integer(1e9, 1e10 - 1) }),
  static_select: staticMenu({ ...menu, initial_option: option('plain') }),
  multi_static_select: staticMenu({ ...several, initial_options: list(option('plain'), 100) }),
  external_select: shape(
    {},
    { ...menu, initial_option: option('plain'), min_query_length: integer(0, 100) },
  ),
  multi_external_select: shape(
    {},
    { ...several, initial_options: list(option('plain'), 100), min_query_length: integer(0, 100) },
  ),
  users_select: shape({}, { ...menu, initial_user: text() }),
  multi_users_select: shape({}, { ...several, initial_users: strings }),
  channels_select: shape({}, { ...menu, initial_channel: text(), response_url_enabled: bool }),
  multi_channels_select: shape({}, { ...several, initial_channels: strings }),
  conversations_select: shape(
    {},
    { ...menu, ...conversations, initial_conversation: text(), response_url_enabled: bool },
  ),
  multi_conversations_select: shape(
    {},
    { ...several, ...conversations, initial_conversations: strings },
  ),
};

const richTextInput: Check = shape(
  {},
  { ...dispatched, initial_value: richText, min_lines: integer(1, 50), max_lines: integer(1, 50) },
);

/** What may stand in an actions block. */
export const actionsElements: Fields = {
  ...choosers,
  button,
  workflow_button: workflowButton,
  overflow: shape({ options: list(option('plain', true), LIMITS.overflowOptions) }, confirmed),
  rich_text_input: richTextInput,
};

/** What may stand beside the text of a section. */
export const sectionAccessories: Fields = { ...actionsElements, image: imageElement };

/** What may stand in a context block. */
export const contextElements: Fields = {
  image: imageElement,
  plain_text: shape({ text: text(LIMITS.text) }, { emoji: bool }),
  mrkdwn: shape({ text: text(LIMITS.text) }, { verbatim: bool }),
};

/** What may stand in a context_actions block. */
export const contextActionsElements: Fields = {
  feedback_buttons: shape({ positive_button: feedback, negative_button: feedback }, action),
  icon_button: shape(
    { icon: text(), text: plainText(LIMITS.buttonText) },
    { ...confirmed, ...labelled, value: text(LIMITS.buttonValue), visible_to_user_ids: strings },
  ),
};

/** What may stand in an input block. */
export const inputElements: Fields = {
  ...choosers,
  rich_text_input: richTextInput,
  plain_text_input: shape(
    {},
    {
      ...dispatched,
      initial_value: text(LIMITS.plainTextInput, 0),
      multiline: bool,
      min_length: integer(0, LIMITS.plainTextInput),
      max_length: integer(1, LIMITS.plainTextInput),
    },
  ),
  number_input: shape(
    { is_decimal_allowed: bool },
    { ...dispatched, initial_value: text(), min_value: text(), max_value: text() },
  ),
  email_text_input: shape({}, { ...dispatched, initial_value: text() }),
  url_text_input: shape({}, { ...dispatched, initial_value: webUrl(LIMITS.url) }),
  file_input: shape({}, { ...action, filetypes: strings, max_files: integer(1, LIMITS.files) }),
};
