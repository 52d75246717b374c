import type { Message } from '../blocks/message.ts';

/** The ways to speak in the place where something was asked. None of them rejects. */
export interface Ways {
  /** Says something to the asker alone, to be followed by the answer. */
  notice(message: Message): Promise<void>;
  /** Answers the asker alone; takes the place of a notice where Slack lets it. */
  whisper(message: Message): Promise<void>;
  /** Takes back what the asker alone was shown, now that the answer is elsewhere. */
  tidy(): Promise<void>;
  /** Posts for everyone on the asker's behalf, where the bot itself may not; absent for mentions. */
  readonly publishForAsker?: (message: Message) => Promise<boolean>;
}
