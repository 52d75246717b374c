import { textLength } from './block-text.ts';
import {
  all,
  bool,
  byType,
  type Check,
  integer,
  list,
  number,
  oneOf,
  rule,
  shape,
  text,
} from './checks.ts';
import { id } from './composition.ts';
import { LIMITS } from './limits.ts';
import { richTextBlock } from './rich-text.ts';

const cell: Check = byType({
  raw_text: shape({ text: text() }),
  raw_number: shape({ value: number, text: text() }),
  rich_text: richTextBlock,
});
const row = list(cell, LIMITS.tableColumns);

const column: Check = (value, pointer, report) => {
  // Slack lets a column without settings be null.
  if (value !== null) {
    shape({}, { align: oneOf('left', 'center', 'right'), is_wrapped: bool })(
      value,
      pointer,
      report,
    );
  }
};

const textAtMost = (max: number): Check =>
  rule((block) =>
    textLength(block) > max ? `text must be less than ${max + 1} characters` : undefined,
  );

/** A `table` block. */
export const table: Check = all(
  shape(
    { rows: list(row, LIMITS.tableRows) },
    { block_id: id, column_settings: list(column, LIMITS.tableColumns) },
  ),
  textAtMost(LIMITS.tableText),
);

/** A `data_table` block. */
export const dataTable: Check = all(
  shape(
    {
      caption: text(),
      rows: list(row, LIMITS.dataTableRows, LIMITS.dataTableMinRows),
    },
    {
      block_id: id,
      page_size: integer(1, LIMITS.tableRows),
      row_header_column_index: integer(0, LIMITS.tableColumns - 1),
    },
  ),
  textAtMost(LIMITS.dataTableText),
);
