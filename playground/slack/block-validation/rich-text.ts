import {
  bool,
  byType,
  type Check,
  integer,
  list,
  matching,
  oneOf,
  shape,
  text,
  webUrl,
} from './checks.ts';
import { id } from './composition.ts';
import { LIMITS } from './limits.ts';

const style = shape(
  {},
  {
    bold: bool,
    italic: bool,
    strike: bool,
    code: bool,
    underline: bool,
    highlight: bool,
    client_highlight: bool,
    unlink: bool,
  },
);
const styled = { style };

const inline: Check = byType({
  text: shape({ text: text() }, styled),
  link: shape({ url: webUrl(LIMITS.url) }, { ...styled, text: text(), unsafe: bool }),
  emoji: shape({ name: text() }, { ...styled, unicode: text(), url: webUrl(LIMITS.url) }),
  user: shape({ user_id: text() }, styled),
  usergroup: shape({ usergroup_id: text() }, styled),
  channel: shape({ channel_id: text() }, styled),
  team: shape({ team_id: text() }, styled),
  broadcast: shape({ range: oneOf('here', 'channel', 'everyone') }, styled),
  color: shape({ value: matching(/^#[0-9a-f]{6}$/i, 'a hex colour') }, styled),
  date: shape(
    { timestamp: integer(0, 1e11), format: text() },
    { ...styled, url: webUrl(LIMITS.url), fallback: text() },
  ),
});

const inlines = list(inline, undefined, 0);
const bordered = { border: oneOf(0, 1) };
const section = shape({ elements: inlines });

const parts: Check = byType({
  rich_text_section: section,
  rich_text_quote: shape({ elements: inlines }, bordered),
  rich_text_preformatted: shape({ elements: inlines }, { ...bordered, language: text() }),
  rich_text_list: shape(
    { elements: list(byType({ rich_text_section: section })), style: oneOf('bullet', 'ordered') },
    { ...bordered, indent: integer(0, 8), offset: integer(0, 1e6) },
  ),
});

/** The fields of a `rich_text` block. */
export const richTextBlock: Check = shape(
  { elements: list(parts, undefined, 0) },
  { block_id: id },
);

/** A whole `rich_text` block where it stands inside something else. */
export const richText: Check = byType({ rich_text: richTextBlock });
