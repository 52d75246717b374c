import { build, expect, test } from '../shop-test.ts';

test.describe('Billing', () => {
  test.beforeAll('connect to the invoice service', () => {
    expect(build, 'the invoice service answers').not.toBe('checkout-rewrite');
  });

  test('exports invoices', async ({ page }) => {
    await page.goto('/invoices');
    await expect(page.getByLabel('Invoice 1001')).toBeVisible();
  });

  test('downloads a year of invoices', async ({ page }) => {
    await page.goto('/invoices?year=2025');
    await page.getByRole('link', { name: '2025.zip' }).click({ timeout: 0 });
  });
});

test('lists invoices', async ({ page }) => {
  await page.goto('/invoices');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Invoices');
});

test('shows an amount', async ({ page }) => {
  await page.goto('/invoices');
  await expect(page.getByText('89.00 €').first()).toBeVisible();
});

test('shows when an invoice was paid', async ({ page }) => {
  await page.goto('/invoices');
  await expect(page.getByText('Paid on 4 May')).toBeVisible();
});

test('numbers invoices', async ({ page }) => {
  await page.goto('/invoices');
  await expect(page.getByRole('heading', { level: 2 }).first()).toHaveText('Invoice 1001');
});
