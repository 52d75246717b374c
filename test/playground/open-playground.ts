import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../../playground/browser/chromium.ts';
import {
  type Playground,
  type PlaygroundOptions,
  startPlayground,
} from '../../playground/start-playground.ts';
import { type CapturedLog, captureLog } from '../support/captured-log.ts';

/** The playground as it is started for people, and a browser that looks at it. */
export interface OpenPlayground extends AsyncDisposable {
  readonly playground: Playground;
  readonly log: () => CapturedLog;
  /** Opens the page; what its script complains about fails the test when the playground ends. */
  open(path?: string): Promise<Page>;
}

/** How a playground under test differs from the usual one. */
export interface OpenPlaygroundOptions
  extends Partial<Pick<PlaygroundOptions, 'environment' | 'socketMode'>> {
  /** Error lines of the log that belong to what the test provokes. */
  readonly expectedErrors?: readonly RegExp[];
}

/** Starts the playground on free ports, and a browser. */
export async function openPlayground({
  environment = {},
  socketMode = false,
  expectedErrors = [],
}: OpenPlaygroundOptions = {}): Promise<OpenPlayground> {
  let log = captureLog([]);
  const createLog: PlaygroundOptions['createLog'] = (secrets) => {
    log = captureLog(secrets);
    return log.logger;
  };
  const ports = { pagePort: 0, sandboxPort: 0 };
  const playground = await startPlayground({ environment, socketMode, createLog, ...ports });
  const browser = await launchChromium();
  const complaints: string[] = [];
  return {
    playground,
    log: () => log,
    open: (path = '/?channel=on-call') => openTab(browser, playground.pageUrl + path, complaints),
    async [Symbol.asyncDispose]() {
      await browser.close();
      await playground.stop();
      log.check(expectedErrors);
      if (complaints.length > 0) {
        throw new Error(`the page complained: ${complaints.join('; ')}`);
      }
    },
  };
}

async function openTab(browser: Browser, url: string, complaints: string[]): Promise<Page> {
  const tab = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  tab.setDefaultTimeout(15_000);
  tab.on('pageerror', (error) => complaints.push(error.message));
  tab.on('console', (line) => {
    if (line.type() === 'error') {
      complaints.push(line.text());
    }
  });
  await tab.goto(url);
  await tab.locator('body.live').waitFor();
  return tab;
}
