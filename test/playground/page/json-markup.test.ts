import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonMarkup, unfolded } from '../../../playground/page/render/json-markup.ts';

describe('JSON on the page', () => {
  it('colours keys, texts and words apart', () => {
    expect(jsonMarkup({ ok: true, text: 'a "b": <c>' }).markup).toBe(
      '<pre class="json" tabindex="0">{\n  <span class="json-key">&quot;ok&quot;:</span> <span class="json-word">true</span>,\n  <span class="json-key">&quot;text&quot;:</span> <span class="json-text">&quot;a \\&quot;b\\&quot;: &lt;c&gt;&quot;</span>\n}</pre>',
    );
  });

  it.each([
    [{ token: 'xoxb-1-2-abc' }],
    [{ headers: { Authorization: 'Bearer abc' } }],
    [{ 'x-slack-signature': 'v0=abc' }],
    [{ text: 'my token is xoxb-1-2-abc, use it' }],
    [{ list: ['xapp-1-abc', 'Bearer abc'] }],
    [{ EMPIRICAL_API_KEY: 'abc' }],
  ])('leaves the secret out of %j', (value) => {
    const { markup } = jsonMarkup(value);
    expect(markup).not.toContain('abc');
    expect(markup).toContain('(left out)');
  });

  it.each([
    [{ blocks: '[{"type":"divider"}]' }, { blocks: [{ type: 'divider' }] }],
    [{ unfurls: '{"https://x.test":{}}' }, { unfurls: { 'https://x.test': {} } }],
    [
      { text: '[not JSON', ts: '1.2' },
      { text: '[not JSON', ts: '1.2' },
    ],
    [null, null],
    [['[1]'], ['[1]']],
  ])('unfolds the JSON inside the form %j', (form, unfoldedForm) => {
    expect(unfolded(form)).toEqual(unfoldedForm);
  });

  it('leaves secrets out of JSON inside a form too', () => {
    const { markup } = jsonMarkup(unfolded({ payload: '{"token":"abc"}' }));
    expect(markup).not.toContain('abc');
  });

  it('shows any value as the very text that JSON has for it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const shown = jsonMarkup(value).markup.replaceAll(/<[^>]*>/g, '');
        const plain = shown
          .replaceAll('&lt;', '<')
          .replaceAll('&gt;', '>')
          .replaceAll('&quot;', '"')
          .replaceAll('&#39;', "'")
          .replaceAll('&amp;', '&');
        expect(JSON.parse(plain)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('survives what JSON cannot say', () => {
    expect(jsonMarkup(undefined).markup).toContain('undefined');
  });
});
