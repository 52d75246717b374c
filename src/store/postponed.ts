/**
 * Nothing is put off for longer; what seems so was put off by a clock that has been set back since, and is
 * due now.
 */
export const mostPostponedMs = 15 * 60 * 1000;
