/** Texts that hurt a careless reader: pings, links, mark-up, controls, broken and endless text. */
export const HOSTILE_TEXTS: readonly string[] = [
  '<!channel> everybody look',
  '<@U012AB3CD> & <#C012AB3CD> & <!subteam^S012AB3CD>',
  '<https://evil.example|click here>',
  '*bold* _italic_ ~gone~ `code` ```block```',
  '&lt;!channel&gt; &amp;amp; "quotes" \'single\'',
  'right-to-left \u202egnirts\u202c and \u2067isolated\u2069 text, العربية',
  `endless ${'a'.repeat(5_000)}`,
  `endless emoji ${'👩‍👩‍👧‍👦'.repeat(700)}`,
  'half a surrogate \ud83d here and \udc00 there',
  'controls \u0000\u0007\u0008\u001b[31mred\u001b[0m\u007f and\ttabs',
  'line one\nline two\r\nline three\u2028line four',
  '   ',
  '> quoted\n- list\n1. numbered',
  ':tada: :not-an-emoji: https://evil.example/path www.evil.example',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '__proto__',
];
