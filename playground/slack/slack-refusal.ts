import type { JsonObject } from './json-reading.ts';

/**
 * Slack says no: a Web API method answers `{ ok: false, error: code, …details }`, and a response_url
 * or a modal does the like. It is the bot's call that has to change.
 */
export class SlackRefusal extends Error {
  /** Slack's error code such as `channel_not_found`. */
  readonly code: string;
  /** Further fields of the answer, such as `needed` or `response_metadata`. */
  readonly details: JsonObject;

  constructor(code: string, details: JsonObject = {}) {
    super(`Slack refuses: ${code}`);
    this.name = 'SlackRefusal';
    this.code = code;
    this.details = details;
  }
}

/** A refusal that names what is wrong with the arguments, as `response_metadata.messages`. */
export function refusalWithMessages(code: string, messages: readonly string[]): SlackRefusal {
  return new SlackRefusal(code, { response_metadata: { messages } });
}
