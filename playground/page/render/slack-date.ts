/** Whose clock and calendar a page is drawn for. */
export interface ReaderClock {
  /** IANA name such as `Europe/Berlin`. */
  readonly timeZone: string;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
}

const formats: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
  '{date}': { year: 'numeric', month: 'long', day: 'numeric' },
  '{date_short}': { year: 'numeric', month: 'short', day: 'numeric' },
  '{date_long}': { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
  '{time}': { hour: 'numeric', minute: '2-digit' },
  '{time_secs}': { hour: 'numeric', minute: '2-digit', second: '2-digit' },
};

/**
 * Replaces the tokens of Slack's `<!date^…>` format with the reader's own date and time.
 * Source: "Formatting text for app surfaces", date formatting.
 */
export function formatSlackDate(format: string, epochMs: number, reader: ReaderClock): string {
  return format.replace(/\{[a-z_]+\}/g, (token) => {
    if (token === '{date_num}') {
      return isoDay(epochMs, reader.timeZone);
    }
    if (token === '{ago}') {
      return ago(epochMs, reader.nowMs);
    }
    const plain = formats[token];
    if (plain) {
      return inZone(epochMs, reader, plain);
    }
    const pretty = formats[token.replace('_pretty', '')];
    if (!pretty || !token.endsWith('_pretty}')) {
      return token;
    }
    return nearbyDay(epochMs, reader) ?? inZone(epochMs, reader, pretty);
  });
}

/** `9:14 AM` in the reader's time zone. */
export function clockTime(epochMs: number, reader: ReaderClock): string {
  return formatSlackDate('{time}', epochMs, reader);
}

/** The reader's calendar day as `2026-03-18`: equal for moments of the same day. */
export function isoDay(epochMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(epochMs);
}

/** `Today`, `Yesterday`, or `Wednesday, March 18` with the year where it is another one. */
export function dayLabel(epochMs: number, reader: ReaderClock): string {
  const near = nearbyDay(epochMs, reader);
  if (near) {
    return near[0]?.toUpperCase() + near.slice(1);
  }
  const sameYear =
    isoDay(epochMs, reader.timeZone).slice(0, 4) ===
    isoDay(reader.nowMs, reader.timeZone).slice(0, 4);
  return inZone(epochMs, reader, {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    ...(sameYear ? {} : { year: 'numeric' }),
  });
}

/** Whether the platform knows the time zone; a page must not fail over a made-up one. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

function inZone(epochMs: number, reader: ReaderClock, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-US', { ...options, timeZone: reader.timeZone }).format(
    epochMs,
  );
}

function nearbyDay(epochMs: number, reader: ReaderClock): string | undefined {
  const dayNumber = (moment: number) => Date.parse(isoDay(moment, reader.timeZone)) / 86_400_000;
  const days = dayNumber(epochMs) - dayNumber(reader.nowMs);
  return { '-1': 'yesterday', 0: 'today', 1: 'tomorrow' }[days];
}

function ago(epochMs: number, nowMs: number): string {
  const seconds = Math.round((nowMs - epochMs) / 1000);
  const relative = new Intl.RelativeTimeFormat('en-US');
  if (Math.abs(seconds) < 60) {
    return relative.format(-seconds, 'second');
  }
  if (Math.abs(seconds) < 3600) {
    return relative.format(-Math.round(seconds / 60), 'minute');
  }
  if (Math.abs(seconds) < 86_400) {
    return relative.format(-Math.round(seconds / 3600), 'hour');
  }
  return relative.format(-Math.round(seconds / 86_400), 'day');
}
