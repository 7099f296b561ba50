/**
 * The type, format and common mistakes of a setting, an environment variable. Each provider and platform declares its own
 * settings with defineSettings(); config.ts reads them.
 */
import { z } from 'zod';

/** The format of a setting, and common mistakes. */
export interface SettingForm {
  /** Matches all valid values. */
  pattern?: RegExp;
  /** The problem with an invalid value, after the setting's name: `must start with xoxb-. Copy …`. Never contains the value. */
  rule?: string;
  /** Values that are often pasted by mistake, each with the problem to report. */
  mistakes?: readonly (readonly [RegExp, string])[];
  /** A check beyond the patterns; null: no problem. */
  problem?: (value: string) => string | null;
  /** A password, which may contain anything, also `Bearer `. */
  free?: true;
  /** May contain line ends. */
  lines?: true;
}

interface Setting extends SettingForm {
  type: z.ZodType;
  /** Another setting without which this one has no effect. */
  needs?: string;
  /** Its comment in .env.example, sentences. A setting without one shares the comment of the setting before it. */
  about?: string;
  /** The value in .env.example: the default, or the form of a value. */
  shown?: string;
}

type Settings = Readonly<Record<string, Setting>>;

/** The settings of one provider or platform. */
export interface SettingsGroup<Read = unknown> {
  /** Its heading in .env.example. */
  readonly section: string;
  /** By the variable's name. */
  readonly variables: Settings;
  /** Reads valid values of all variables; null: not set up. */
  read(values: object): Read | null;
}

/** Declares settings under a heading. `read` gets their values, in the types' output. */
export function defineSettings<const Declared extends Settings, Read>(
  section: string,
  variables: Declared,
  read: (values: { [Name in keyof Declared]: z.output<Declared[Name]['type']> }) => Read | null,
): SettingsGroup<Read> {
  return { section, variables, read: values => read(values as Parameters<typeof read>[0]) };
}

/** Whether any of these settings, by provider or platform, are set. */
export function isAnySetUp(settings: Readonly<Record<string, unknown>>): boolean {
  return Object.values(settings).some(one => one !== null && one !== undefined);
}

export const optionalText = z.string().optional();

export const httpUrl = z.url({ protocol: /^https?$/ });

/** The URL of an API, with a slash at the end. */
export const baseUrl = (fallback: string) =>
  httpUrl.transform(url => (url.endsWith('/') ? url : `${url}/`)).default(fallback);

export const urlForm: SettingForm = {
  pattern: /^https?:\/\/[^\s/]/i,
  rule: 'must be a URL that starts with http:// or https://',
};
