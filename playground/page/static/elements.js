/** Finding elements, with their kinds checked: what is not of the kind asked for is not found. */

/**
 * @template {Element} T
 * @typedef {{ new (): T }} Kind
 */

/**
 * An element that the server always draws.
 * @template {Element} [T=HTMLElement]
 * @param {string} id
 * @param {Kind<T>} kind
 * @returns {T}
 */
export function byId(id, kind) {
  const found = document.getElementById(id);
  if (found instanceof kind) {
    return found;
  }
  throw new Error(`the page has no #${id}`);
}

/**
 * Every element of a kind that the selector finds.
 * @template {Element} T
 * @param {Kind<T>} kind
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {T[]}
 */
export function all(kind, selector, root = document) {
  return [...root.querySelectorAll(selector)].flatMap((element) =>
    element instanceof kind ? [element] : [],
  );
}

/**
 * The first element of a kind that the selector finds.
 * @template {Element} T
 * @param {Kind<T>} kind
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {T | undefined}
 */
export function one(kind, selector, root = document) {
  return all(kind, selector, root)[0];
}

/**
 * The element, or one around it, that the selector fits.
 * @param {EventTarget | null} from
 * @param {string} selector
 * @returns {HTMLElement | undefined}
 */
export function around(from, selector) {
  const found = from instanceof Element ? from.closest(selector) : null;
  return found instanceof HTMLElement ? found : undefined;
}

/**
 * The children of an element that HTML elements are.
 * @param {ParentNode} holder
 * @returns {HTMLElement[]}
 */
export function childrenOf(holder) {
  return [...holder.children].filter((child) => child instanceof HTMLElement);
}
