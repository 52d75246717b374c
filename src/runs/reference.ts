/** A run that somebody named, in text or by a link. */
export interface RunReference {
  readonly id: number;
  /** Project slug of the pasted link; absent for bare ids. */
  readonly slug?: string;
  /** Playwright test id that the link points at. */
  readonly testId?: string;
  /** Older test handle that the link points at (`?detail=`). */
  readonly testSlug?: string;
}
