/** Reads a run id: a positive safe integer in plain ASCII digits without leading zeros. */
export function parseRunId(text: string): number | undefined {
  if (!/^[1-9][0-9]{0,15}$/.test(text)) {
    return undefined;
  }
  const id = Number(text);
  return Number.isSafeInteger(id) ? id : undefined;
}
