import { expect, test } from '../shop-test.ts';

test('filters by size', { tag: '@catalogue' }, async ({ page }) => {
  await page.goto('/search?q=');
  await page.getByLabel('Size M').check();
  await expect(page.getByRole('listitem')).toHaveCount(1);
});

test('finds a product by name', async ({ page }) => {
  await page.goto('/search?q=socks');
  await expect(page.getByRole('listitem')).toHaveText('Wool socks, 9.5 €');
});

test('says when nothing is found', async ({ page }) => {
  await page.goto('/search?q=piano');
  await expect(page.getByText('Nothing found')).toBeVisible();
});

test('sorts by price', async ({ page }) => {
  await page.goto('/search?q=');
  await expect(page.getByRole('listitem')).toContainText(['socks', 'jacket', 'shoes']);
});

test('highlights the query', async ({ page }) => {
  await page.goto('/search?q=rain');
  await expect(page.locator('mark')).toHaveText('rain');
});

test('shows <script> in a query as text', async ({ page }) => {
  await page.goto(`/search?q=${encodeURIComponent('<script>alert(1)</script>')}`);
  await expect(page.locator('mark')).toHaveText('<script>alert(1)</script>');
});
