/** Invariant 10 of docs/architecture.md: a slash command is declared once, and everything else comes from the declaration. */
import { expect, test } from 'vitest';
import { typedCommands } from '../../src/chat/commands.ts';
import { commands as discordCommands } from '../../src/platforms/discord/listeners/command-definitions.ts';
import { slackManifest } from '../../src/platforms/slack/connect/app-manifest.ts';
import { describeSubcommand, optionsOf, type SubcommandName, subcommands } from '../../src/platforms/slash-command.ts';

const names = Object.keys(subcommands) as SubcommandName[];

test('chat handles every declared subcommand and no other, in the declared order', () => {
  expect(typedCommands.map(({ name, summary, usage }) => ({ name, summary, usage }))).toEqual(
    names.map(describeSubcommand),
  );
});

test('Discord registers every subcommand with its options', () => {
  const [slash] = discordCommands;
  const registered = slash && 'options' in slash ? (slash.options ?? []) : [];
  expect(
    registered.map(one => [one.name, one.description, 'options' in one ? one.options?.map(({ name }) => name) : []]),
  ).toEqual(names.map(name => [name, subcommands[name].summary, optionsOf(name).map(option => option.name)]));
});

test('Slack’s usage hint has every subcommand', () => {
  const [slash] = slackManifest(null).features.slash_commands;
  expect(slash?.usage_hint.split(' | ')).toEqual(names);
});

test('every text fits the limits of Discord', () => {
  for (const name of names) {
    expect(subcommands[name].summary.length).toBeLessThanOrEqual(100);
    for (const option of optionsOf(name)) expect(option.description.length).toBeLessThanOrEqual(100);
  }
});
