import { test as base } from '@playwright/test';
import { type ShopBuild, shopPage } from './shop.ts';

/** The build under test, chosen by the script that makes the reports. */
export const build: ShopBuild = buildOf(process.env);

/** Playwright's `test`, with the shop answering at `http://shop.example` in every page. */
export const test = base.extend({
  page: async ({ page }, use) => {
    await page.route('http://shop.example/**', (route) =>
      route.fulfill({
        contentType: 'text/html',
        body: shopPage(new URL(route.request().url()), build),
      }),
    );
    await use(page);
  },
});

export { expect } from '@playwright/test';

function buildOf({ SHOP_BUILD: name }: NodeJS.ProcessEnv): ShopBuild {
  return name === 'checkout-rewrite' || name === 'invoice-outage' ? name : 'release';
}
