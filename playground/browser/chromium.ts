import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { unpackBundledChromium } from './bundled-chromium.ts';

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
] as const;

// Chromium refuses to start as root with its sandbox, and containers often forbid the
// sandbox to others too; it only ever opens pages that this repository serves.
// A small /dev/shm, usual in containers, makes it crash. A page opens a third sooner where no
// renderer has to start for it.
const ARGS = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--font-render-hinting=none',
  '--renderer-process-limit=1',
] as const;

/** How to start a Chromium on this machine. */
export interface ChromiumExecutable {
  readonly path: string;
  readonly args: string[];
  /** The whole environment of the browser process. */
  readonly env: Record<string, string>;
}

/**
 * Finds a Chromium: `CHROMIUM_PATH`, else an installed one, else the one that came with the
 * development dependencies, which needs nothing else on the machine.
 *
 * @throws Error when `CHROMIUM_PATH` leads nowhere, or nothing is installed and the bundled
 * Chromium does not run on this kind of machine.
 */
export async function chromiumExecutable(
  env: NodeJS.ProcessEnv = process.env,
): Promise<ChromiumExecutable> {
  const { CHROMIUM_PATH: chosen, LD_LIBRARY_PATH: libraries } = env;
  if (chosen && !existsSync(chosen)) {
    throw new Error(`CHROMIUM_PATH: no file at ${chosen}`);
  }
  const path = chosen || INSTALLED.find((candidate) => existsSync(candidate));
  if (path) {
    return { path, args: [...ARGS], env: definedOf(env) };
  }

  const bundled = await unpackBundledChromium();
  const libraryPath = [bundled.libraryFolder, libraries].filter(Boolean).join(':');
  return {
    path: bundled.executable,
    args: [...ARGS],
    env: {
      ...definedOf(env),
      LD_LIBRARY_PATH: libraryPath,
      FONTCONFIG_FILE: bundled.fontConfig,
    },
  };
}

/** Starts a headless Chromium; the caller closes it. */
export async function launchChromium(): Promise<Browser> {
  const { path, args, env } = await chromiumExecutable();
  return chromium.launch({ executablePath: path, args, env });
}

function definedOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
