/** How many go into one statement at most. */
const maxBatch = 500;

/**
 * Makes a function that sends items together: those of the same moment, and those that come while the
 * batch before them is under way. Whoever gave an item learns what became of its batch.
 */
export function createBatcher<Item>(
  sendAll: (items: readonly Item[]) => Promise<void>,
): (item: Item) => Promise<void> {
  const waiting: { readonly item: Item; readonly end: PromiseWithResolvers<void> }[] = [];
  let isSending = false;

  async function flush(): Promise<void> {
    // The others of this moment have yet to come.
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting.splice(0, maxBatch);
      try {
        await sendAll(batch.map(({ item }) => item));
        batch.forEach(({ end }) => void end.resolve());
      } catch (error) {
        batch.forEach(({ end }) => void end.reject(error));
      }
    }
    isSending = false;
  }

  return (item) => {
    const end = Promise.withResolvers<void>();
    waiting.push({ item, end });
    if (!isSending) {
      isSending = true;
      void flush();
    }
    return end.promise;
  };
}
