import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the playground's bot remembers its cards. */
export interface DataFolder {
  readonly path: string;
  /** Removes the folder. */
  stop(): Promise<void>;
}

/**
 * Makes a fresh folder, which goes with the playground. The one that `DATA_DIR` names is never used:
 * it may be that of a bot at work, and a bot that stands between emulators would end its cards for good.
 */
export async function openDataFolder(): Promise<DataFolder> {
  const path = await mkdtemp(join(tmpdir(), 'testrun-playground-'));
  return { path, stop: () => rm(path, { recursive: true, force: true }) };
}
