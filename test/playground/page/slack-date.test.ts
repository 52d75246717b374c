import { describe, expect, it } from 'vitest';
import {
  dayLabel,
  formatSlackDate,
  isoDay,
  isTimeZone,
} from '../../../playground/page/render/slack-date.ts';

const moment = Date.parse('2026-03-18T23:30:05Z');
const berlin = { timeZone: 'Europe/Berlin', nowMs: Date.parse('2026-03-20T10:00:00Z') };

describe('a Slack date', () => {
  it.each([
    ['{date_num}', '2026-03-19'],
    ['{date}', 'March 19, 2026'],
    ['{date_short}', 'Mar 19, 2026'],
    ['{date_long}', 'Thursday, March 19, 2026'],
    ['{date_pretty}', 'yesterday'],
    ['{date_short_pretty} at {time}', 'yesterday at 12:30 AM'],
    ['{date_long_pretty}', 'yesterday'],
    ['{time_secs}', '12:30:05 AM'],
    ['{ago}', '1 day ago'],
    ['{unknown} stays', '{unknown} stays'],
  ])('%s is %s in Berlin', (format, shown) => {
    expect(formatSlackDate(format, moment, berlin)).toBe(shown);
  });

  it('is pretty only near today', () => {
    const later = { ...berlin, nowMs: Date.parse('2026-04-20T10:00:00Z') };
    expect(formatSlackDate('{date_short_pretty}', moment, later)).toBe('Mar 19, 2026');
    const same = { ...berlin, nowMs: moment };
    expect(formatSlackDate('{date_pretty}', moment, same)).toBe('today');
  });

  it('falls on the day that the reader has', () => {
    expect(isoDay(moment, 'Europe/Berlin')).toBe('2026-03-19');
    expect(isoDay(moment, 'America/New_York')).toBe('2026-03-18');
  });
});

describe('the label of a day', () => {
  it.each([
    ['2026-03-20T01:00:00Z', 'Today'],
    ['2026-03-19T10:00:00Z', 'Yesterday'],
    ['2026-01-02T10:00:00Z', 'Friday, January 2'],
    ['2025-12-31T10:00:00Z', 'Wednesday, December 31, 2025'],
  ])('of %s is %s', (day, label) => {
    expect(dayLabel(Date.parse(day), berlin)).toBe(label);
  });
});

describe('a time zone', () => {
  it.each([
    ['Asia/Tokyo', true],
    ['Not/AZone', false],
    ['', false],
    ['../../etc', false],
  ])('%j is known: %s', (name, known) => {
    expect(isTimeZone(name)).toBe(known);
  });
});
