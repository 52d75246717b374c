import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the playground's bot remembers its cards. */
export interface DataFolder {
  readonly path: string;
  /** Removes the folder, if it was made for this playground. */
  stop(): Promise<void>;
}

/** The folder that the caller wants to keep; else a fresh one, which goes with the playground. */
export async function openDataFolder(wanted: string | undefined): Promise<DataFolder> {
  const kept = wanted?.trim();
  if (kept) {
    return { path: kept, stop: () => Promise.resolve() };
  }
  const path = await mkdtemp(join(tmpdir(), 'testrun-playground-'));
  return { path, stop: () => rm(path, { recursive: true, force: true }) };
}
