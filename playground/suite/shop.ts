/** A build of the shop: one that works, one in the middle of a rewrite, one with an invoice outage. */
export type ShopBuild = 'release' | 'checkout-rewrite' | 'invoice-outage';

const PRODUCTS = [
  { name: 'Wool socks', price: 9.5, size: 'S' },
  { name: 'Rain jacket', price: 89, size: 'M' },
  { name: 'Trail shoes', price: 120, size: 'L' },
] as const;

/** The HTML of one page of the shop, with the faults of the given build. */
export function shopPage(url: URL, build: ShopBuild): string {
  const body = PAGES[url.pathname]?.(url, build) ?? '<h1>Page not found</h1>';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Acme Shop</title>
<style>body{font:16px sans-serif;margin:2rem;max-width:32rem}li{padding:.3rem 0}</style>${body}</html>`;
}

const PAGES: Record<string, (url: URL, build: ShopBuild) => string> = {
  '/login': loginPage,
  '/search': searchPage,
  '/checkout': checkoutPage,
  '/invoices': invoicesPage,
};

function loginPage(url: URL, build: ShopBuild): string {
  // The rewrite warms its session store on the first visit, so a first try may fail.
  const warm = build === 'release' || url.searchParams.get('visit') !== '1';
  return `<h1>Log in</h1><form id="form"><label>Password <input id="password" type="password"></label>
<button>Log in</button></form><p role="status" id="status"></p><script>
form.onsubmit = (event) => {
  event.preventDefault();
  document.getElementById('status').textContent = password.value !== 'correct horse'
    ? 'Wrong password'
    : ${warm} ? 'Welcome back, Ada' : 'Session store is warming up';
};</script>`;
}

function searchPage(url: URL, build: ShopBuild): string {
  const query = url.searchParams.get('q') ?? '';
  const found = PRODUCTS.filter((product) =>
    product.name.toLowerCase().includes(query.toLowerCase()),
  ).toSorted((a, b) => a.price - b.price);
  const sizes = build === 'checkout-rewrite' ? '' : '<label><input type="checkbox"> Size M</label>';
  return `<h1>Results for <mark>${escapeHtml(query)}</mark></h1>${sizes}<ul>${found
    .map((product) => `<li data-size="${product.size}">${product.name}, ${product.price} €</li>`)
    .join('')}</ul>${found.length ? '' : '<p>Nothing found. Try another word.</p>'}<script>
document.querySelector('input')?.addEventListener('change', () => {
  for (const item of document.querySelectorAll('li')) item.hidden = item.dataset.size !== 'M';
});</script>`;
}

function checkoutPage(url: URL, build: ShopBuild): string {
  const coupon = url.searchParams.get('coupon') === 'SPRING' && build !== 'checkout-rewrite';
  const total = coupon ? 80.1 : 89;
  return `<h1>Checkout</h1><ul><li>Rain jacket, 89 €</li></ul>
<p>Total: <strong>${total.toFixed(2)} €</strong> including VAT</p><p>Delivery: free</p>
<label>Delivery date <input type="date" id="date" value="2031-05-04"></label>
<label>Address <input id="address" value="1 Harbour Street"></label>
<button onclick="document.getElementById('status').textContent =
  date.value < '2026-01-01' ? 'Choose a date in the future' : 'Thank you for your order'">Pay</button>
<p role="status" id="status"></p>`;
}

function invoicesPage(url: URL, build: ShopBuild): string {
  const archive =
    build === 'invoice-outage'
      ? '<p>Preparing your archive…</p>'
      : '<a download href="data:application/zip,archive">2025.zip</a>';
  const invoice =
    '<section aria-label="Invoice 1001"><h2>Invoice 1001</h2><p>89.00 €</p></section>';
  const copies = build === 'invoice-outage' ? invoice.repeat(2) : invoice;
  return `<h1>Invoices</h1>${copies}${url.searchParams.has('year') ? archive : ''}<p>Paid on 4 May</p>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
