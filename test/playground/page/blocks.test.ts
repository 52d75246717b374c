import type { KnownBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { blocks } from '../../../playground/page/render/blocks.ts';

const context = { reader: { timeZone: 'UTC', nowMs: 0 }, nameOf: () => undefined };
const draw = (...list: KnownBlock[]) => blocks(list, context).markup;
const words = (text: string) => ({ type: 'plain_text', text }) as const;

describe('drawn blocks', () => {
  it('carry what a click has to tell', () => {
    const markup = draw({
      type: 'actions',
      block_id: 'b"1',
      elements: [
        { type: 'button', action_id: 'go', value: '7', style: 'danger', text: words('Go <now>') },
      ],
    });
    expect(markup).toContain(
      '<button type="button" class="button button-danger" data-act="press" data-block="b&quot;1" data-action="go">Go &lt;now&gt;</button>',
    );
  });

  it('make a link of a URL button only for an http address', () => {
    const button = (url: string) =>
      draw({
        type: 'actions',
        elements: [{ type: 'button', action_id: 'go', url, text: words('Go') }],
      });
    expect(button('https://x.test/?a=1&b=2')).toContain(
      'href="https://x.test/?a=1&amp;b=2" target="_blank"',
    );
    expect(button('javascript:alert(1)')).not.toContain('href');
  });

  it('name a button by its accessibility label', () => {
    const markup = draw({
      type: 'section',
      text: words('x'),
      accessory: {
        type: 'button',
        action_id: 'a',
        accessibility_label: 'Open run 7',
        text: words('Open'),
      },
    });
    expect(markup).toContain('aria-label="Open run 7"');
  });

  it('show fields, header, context with picture, image and divider', () => {
    const markup = draw(
      { type: 'header', text: words('Run *7*') },
      { type: 'section', fields: [words('one'), { type: 'mrkdwn', text: '*two*' }] },
      { type: 'divider' },
      {
        type: 'context',
        elements: [
          { type: 'image', image_url: 'https://x.test/i.png', alt_text: 'logo' },
          words('by'),
        ],
      },
      {
        type: 'image',
        image_url: 'https://x.test/p.png',
        alt_text: 'a chart',
        title: words('Chart'),
      },
    );
    expect(markup).toContain('<h3 class="block-header">Run *7*</h3>');
    expect(markup).toContain(
      '<div class="field">one</div><div class="field"><strong>two</strong></div>',
    );
    expect(markup).toContain('alt="logo"');
    expect(markup).toContain('<hr class="block-divider">');
    expect(markup).toContain('<figcaption>Chart</figcaption>');
  });

  it('leave to the library what they do not draw themselves, escaped', () => {
    const markup = draw({
      type: 'rich_text',
      elements: [
        { type: 'rich_text_section', elements: [{ type: 'text', text: '<script>hi</script>' }] },
      ],
    });
    expect(markup).toContain('block-other');
    expect(markup).toContain('&lt;script&gt;hi');
  });

  it('say so where a block cannot be drawn, and draw the others', () => {
    const broken: KnownBlock = JSON.parse(
      '{"type":"table","rows":[[{"type":"raw_number","value":3}]]}',
    );
    const markup = draw(broken, { type: 'section', text: words('still here') });
    expect(markup).toContain('could not be drawn');
    expect(markup).toContain('still here');
  });

  it('survive a block of a type that nobody knows', () => {
    const odd: KnownBlock[] = JSON.parse('[{"type":"<hologram>"},{"type":"section"}]');
    expect(draw(...odd)).toContain('“&lt;hologram&gt;” could not be drawn');
  });
});
