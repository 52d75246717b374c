import { z } from 'zod';

const longText = (max: number) => z.string().min(1).max(max);
const webUrl = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^https?:\/\//);
const scopes = z.array(z.string().max(50)).max(255);
const events = z
  .array(z.string().max(50))
  .max(100)
  .refine((names) => new Set(names).size === names.length, { error: 'names an event twice' });

/**
 * The rules of Slack's public app manifest schema (2.0.0) for the sections that this app uses. Strict:
 * a key that Slack does not know is refused here as it is there.
 *
 * @see https://docs.slack.dev/reference/app-manifest
 * @see https://github.com/slackapi/manifest-schema
 */
export const manifestSchema = z.strictObject({
  display_information: z.strictObject({
    name: longText(35),
    description: longText(140).optional(),
    background_color: z
      .string()
      .regex(/^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$/)
      .optional(),
    long_description: z.string().min(175).max(4000).optional(),
  }),
  features: z
    .strictObject({
      bot_user: z
        .strictObject({ display_name: longText(80), always_online: z.boolean().optional() })
        .optional(),
      slash_commands: z
        .array(
          z.strictObject({
            command: z
              .string()
              .min(2)
              .max(32)
              .regex(/^\/[^\s]+$/),
            url: webUrl(3000).optional(),
            description: longText(2000),
            usage_hint: longText(1000).optional(),
            should_escape: z.boolean().optional(),
          }),
        )
        .min(1)
        .max(50)
        .optional(),
      unfurl_domains: z
        .array(
          z
            .string()
            .max(255)
            .regex(/^(?![.-])[-a-z0-9.]+[a-z0-9]$/),
        )
        .min(1)
        .max(5)
        .optional(),
    })
    .optional(),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: scopes }) }).optional(),
  settings: z
    .strictObject({
      event_subscriptions: z
        .strictObject({ request_url: webUrl(3500).optional(), bot_events: events.optional() })
        .optional(),
      interactivity: z
        .strictObject({ is_enabled: z.boolean(), request_url: webUrl(3500).optional() })
        .optional(),
      org_deploy_enabled: z.boolean().optional(),
      socket_mode_enabled: z.boolean().optional(),
      token_rotation_enabled: z.boolean().optional(),
    })
    .optional(),
});
