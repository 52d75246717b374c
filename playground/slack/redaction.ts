import { isObject } from './json-reading.ts';

const TOKEN = /\bx(?:ox[a-z]|app)-[\w-]+/g;
const SECRET_PATH = /(\/(?:commands|actions)\/)[^\s"'?]+/;
const TICKET = /([?&]ticket=)[^&\s"']+/;

/** A copy of JSON in which tokens are left out and addresses that act as keys are shortened. */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') {
    return withoutSecretsInText(value);
  }
  if (Array.isArray(value)) {
    return value.map(withoutSecrets);
  }
  if (!isObject(value)) {
    return value;
  }
  const kept = Object.entries(value).filter(([key]) => key !== 'token');
  return Object.fromEntries(kept.map(([key, field]) => [key, redactField(key, field)]));
}

function redactField(key: string, value: unknown): unknown {
  const isAddress = (key === 'response_url' || key === 'url') && typeof value === 'string';
  return isAddress ? shortenAddress(value) : withoutSecrets(value);
}

function withoutSecretsInText(text: string): string {
  return text.replace(TOKEN, '(token)');
}

function shortenAddress(address: string): string {
  if (!/^(?:https?|wss?):\/\/(?:127\.0\.0\.1|localhost)/.test(address)) {
    return address;
  }
  return address.replace(SECRET_PATH, '$1…').replace(TICKET, '$1…');
}
