/** The types of the tables with settings: channels, rules, templates and sources. */

export interface ChannelsTable {
  /** `slack:T0123/C0456` */
  address: string;
  timezone: string | null;
  /** JSON: the quiet hours as callboard.yaml has them. */
  quiet: string | null;
  /** When its mute ends; null: it isn't muted. */
  muted_until: number | null;
}

export interface RulesTable {
  id: string;
  channel: string;
  position: number;
  /** JSON: RuleBody */
  body: string;
}

export interface TemplatesTable {
  /** Empty: global. Else a workspace or a channel: `slack:T0123`, `slack:T0123/C0456`. */
  scope: string;
  name: string;
  version: number;
  /** JSON: the template. Null: reset to the workspace's, else the global, else the built-in template. */
  body: string | null;
  author: string;
  created_at: number;
}

export interface SourcesTable {
  name: string;
  provider: string;
  /** JSON: the provider's credentials; JSON `null` once it is removed. */
  credentials: string;
  /** JSON: the previous credentials, valid until `old_until`. */
  old_credentials: string | null;
  old_until: number | null;
  /** When its credentials were last replaced. */
  rotated_at: number | null;
  /** The only workspace whose rules see its events, `slack:T0123`; null: shared by all. */
  workspace: string | null;
  /** Null while it accepts webhooks. A removed source's row stays: its events still belong to its workspace. */
  removed_at: number | null;
  created_at: number;
}
