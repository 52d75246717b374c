import { expect, test } from '../shop-test.ts';

test('logs in', async ({ page, isMobile }, testInfo) => {
  const visit = isMobile ? 2 : testInfo.retry + 1;
  await page.goto(`/login?visit=${visit}`);
  await page.getByLabel('Password').fill('correct horse');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('status')).toHaveText('Welcome back, Ada');
});

test('refuses a wrong password', async ({ page }) => {
  await page.goto('/login');
  await page.getByLabel('Password').fill('battery staple');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('status')).toHaveText('Wrong password');
});

test('hides the password', async ({ page }) => {
  await page.goto('/login');
  await expect(page.getByLabel('Password')).toHaveAttribute('type', 'password');
});

test('has a title', async ({ page }) => {
  await page.goto('/login');
  await expect(page).toHaveTitle('Acme Shop');
});
