import type { RunReference } from '../runs/reference.ts';
import type { TestRun } from '../runs/run.ts';
import { runUrl } from '../runs/run-url.ts';
import type { Recall } from './action-value.ts';
import type { CardLife } from './card-life.ts';

/** Where links lead, as configured. */
export interface LinkSettings {
  readonly dashboardOrigin: string;
  /** Project of the API key, used where no pasted link named one. */
  readonly projectSlug: string | undefined;
}

/** All that a card is made from besides Slack's limits. */
export interface CardContext {
  readonly run: TestRun;
  readonly reference: RunReference;
  readonly dashboardOrigin: string;
  /** Project slug for links; undefined where nothing gave one, since it cannot be guessed. */
  readonly slug: string | undefined;
  /** What Refresh asks for again. */
  readonly recall: Recall;
  /** How the card follows its run; absent on a card that stays as it is until somebody presses Refresh. */
  readonly life?: CardLife;
}

/** Brings a run, the reference that named it and the settings together. */
export function cardContext(
  run: TestRun,
  reference: RunReference,
  links: LinkSettings,
  recall: Omit<Recall, 'references'>,
): CardContext {
  return {
    run,
    reference,
    dashboardOrigin: links.dashboardOrigin,
    slug: reference.slug ?? links.projectSlug,
    recall: { ...recall, references: [reference] },
  };
}

/** The address of the run's page; undefined where the project is not known. */
export function pageOf({ dashboardOrigin, slug, run }: CardContext): string | undefined {
  return slug === undefined ? undefined : runUrl({ dashboardOrigin, slug, id: run.id });
}
