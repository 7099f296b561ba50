/** Rules and templates set up from Slack, through the real app. */
import { describe, expect, test, vi } from 'vitest';
import { readChannel } from '../../src/store/settings/rules.ts';
import { putRules } from '../chat/chat-harness.ts';
import { memberJoined } from '../fakes/slack/events.ts';
import { CHANNEL, seen, start } from './slack-harness.ts';

describe.each(['Socket Mode', 'HTTP'] as const)('by %s', transport => {
  test('an invited bot greets, and one press adds rules, posts a test message and the next webhook', async () => {
    const { slack, app, post, url, person } = await start(transport);
    await slack.report(memberJoined(CHANNEL), url);
    await seen(() => slack.read(CHANNEL), /Callboard[\s\S]*\[Missed calls\]/);
    const ann = person('U0ANN');
    await ann.press('Missed calls');
    await seen(ann.sees, 'will be posted here');
    await app.settled();
    const before = slack.messages(CHANNEL).length;
    await post('call_unanswered');
    expect(slack.messages(CHANNEL)).toHaveLength(before + 1);
  });

  test('a rule from a form with a fixed mistake posts the next webhook, and why explains it', async () => {
    const { slack, post, person } = await start(transport);
    const ann = person('U0ANN');
    await ann.command('add');
    await seen(ann.modal, 'Add rule');
    expect(ann.modal()).not.toContain('Call type');
    await ann.change('on', ['call.missed']);
    await seen(ann.modal, 'Call type');
    expect(ann.modal()).not.toContain('Condition');
    await ann.change('mention', '@here');
    await ann.change('kind', ['audio']);
    await ann.pressInModal('More options');
    await seen(ann.modal, 'Condition');
    expect(ann.modal()).toContain('@here');
    const problems = await ann.submit({ if: 'cal.kind == "audio"' });
    expect(problems.if).toContain('call');
    await ann.change('on', ['call.missed', 'call.ended']);
    expect(await ann.submit({ on: ['call.missed'], mention: '', if: '' })).toEqual({});
    await seen(ann.sees, /Review new rule[\s\S]*call\.kind == "audio"/);
    await post('call_unanswered');
    expect(slack.messages(CHANNEL)).toEqual([]);
    await ann.press('Save rule');
    await vi.waitFor(() => expect(ann.sees()).not.toContain('Review new rule'), { timeout: 30_000 });
    await post('call_unanswered');
    const [message] = slack.messages(CHANNEL);
    await ann.why(message?.ts ?? '');
    await seen(ann.sees, 'Matched rule 1');
    const link = `https://acme.slack.com/archives/${CHANNEL}/p${message?.ts.replace('.', '')}`;
    const eve = person('U0EVE');
    await eve.command(`why ${link}`);
    await seen(eve.sees, 'Matched rule 1');
    await eve.command(`why ${link.replace(CHANNEL, 'C0999')}`);
    await seen(eve.sees, 'That message is in a channel');
  });

  test('rules are moved, paused and copied by number, also to a mentioned channel', async () => {
    const { slack, core, person } = await start(transport);
    slack.names.set('C0789', 'ops');
    slack.members.set('C0789', new Set(['U0ANN']));
    await putRules(core, [{ on: 'call.missed' }, { on: 'call.ended' }], `slack:T0123/${CHANNEL}`);
    await putRules(core, [], 'slack:T0123/C0789');
    const [ann, eve] = [person('U0ANN'), person('U0EVE')];
    await ann.command('move 2 1');
    await seen(ann.sees, /✓ Rule 2 moved to position 1[\s\S]*\[Undo move\]/);
    await ann.command('pause');
    await seen(ann.sees, 'Which rule do you want to pause?');
    await ann.press('1. Post call.ended');
    await seen(ann.sees, /✓ Rule 1 paused[\s\S]*\[Undo pause\]/);
    await eve.command('copy 2 <#C0789|ops>');
    await seen(eve.sees, 'I can only do this in channels that you and I are both in');
    await ann.command('copy 2 <#C0789|ops>');
    await seen(ann.sees, '✓ Rule 2 copied to #ops');
    const { rules } = await readChannel(core.database.db, 'slack:T0123/C0789');
    expect(rules.map(({ on }) => on)).toEqual(['call.missed']);
  });

  test('a template is selected from a list and cleared again', async () => {
    const { person } = await start(transport);
    const ann = person('U0ANN');
    await ann.command('add call.missed');
    await seen(ann.sees, '[Edit rule…]');
    await ann.press('Edit rule…');
    await seen(ann.modal, 'Template: [');
    await ann.submit({ template: 'call.ended' });
    await seen(ann.sees, ', template call.ended');
    await ann.press('Edit rule…');
    await seen(ann.modal, 'Template: [call.ended ▾]');
    await ann.submit({ template: [] });
    const reviews = () => ann.sees().split('Review new rule').slice(1);
    await vi.waitFor(() => expect(reviews()).toHaveLength(3), { timeout: 30_000 });
    expect(reviews()[2]).not.toContain(', template');
  });

  test('typed arguments are parsed literally, and no one else sees the answers', async () => {
    const { person } = await start(transport);
    const [ann, eve] = [person('U0ANN'), person('U0EVE')];
    await ann.command('add call.missed mention &lt;!here&gt;');
    await seen(ann.sees, /Review new rule[\s\S]*\[Save rule\]/);
    await ann.press('Save rule');
    await vi.waitFor(() => expect(ann.sees()).not.toContain('Review new rule'), { timeout: 30_000 });
    await ann.command('ruels');
    await seen(ann.sees, 'rules');
    expect(eve.sees()).toBe('');
  });

  test('in a channel without the bot a rule is saved with a hint, and posts once the bot is invited', async () => {
    const { slack, app, url, person } = await start(transport);
    const ann = person('U0ANN');
    slack.uninvited.add(CHANNEL);
    await ann.command('add call.missed');
    await seen(
      ann.sees,
      /Review new rule[\s\S]*I’m not in this channel yet[\s\S]*\/invite @callboard[\s\S]*\[Save rule\]/,
    );
    await ann.press('Save rule');
    await seen(ann.sees, /Rule 1 saved[\s\S]*\/invite @callboard/);
    await ann.press('Send test');
    await seen(ann.sees, 'as soon as I can post here');
    slack.uninvited.delete(CHANNEL);
    await slack.report(memberJoined(CHANNEL), url);
    await vi.waitFor(() => expect(slack.messages(CHANNEL)).toHaveLength(1), { timeout: 30_000 });
    await app.settled();
  });

  test('the App Home opens a channel, and modals edit its rules', async () => {
    const { slack, post, person } = await start(transport);
    const [ann, bob] = [person('U0ANN'), person('U0BOB')];
    await ann.command('add call.rejected');
    await seen(ann.sees, '[Save rule]');
    await ann.press('Save rule');
    await seen(ann.sees, '✓ Rule 1 saved');
    await bob.openHome();
    await seen(bob.home, 'No channels set up yet.');
    await ann.openHome();
    await seen(ann.home, '#calls: 1 rule');
    await ann.pressAtHome('#calls');
    await seen(ann.modal, /call\.rejected[\s\S]*In #calls\./);
    await ann.pressInModal('Add rule…');
    await seen(ann.modal, 'Events');
    await ann.submit({ on: ['call.missed'] });
    await seen(ann.modal, 'Review new rule');
    await ann.pressInModal('Save rule');
    await seen(ann.modal, '✓ Rule 2 saved');
    await post('call_unanswered');
    expect(slack.messages(CHANNEL)).toHaveLength(1);
  });

  test('a form that is too late for its trigger opens by a second press', async () => {
    const { slack, person } = await start(transport);
    const ann = person('U0ANN');
    slack.surfaces.life.trigger = 0;
    await ann.command('add');
    await seen(ann.sees, 'Open form…');
    slack.surfaces.life.trigger = 3000;
    await ann.press('Open form…');
    await seen(ann.modal, 'Add rule');
  });

  test('a template longer than a Slack input is edited in parts, and a mistake loses none of them', async () => {
    const { person } = await start(transport);
    const ann = person('U0ANN');
    await ann.command('templates call.missed');
    await seen(ann.sees, 'Template call.missed');
    await ann.press('Edit template…');
    await seen(ann.modal, 'Text: [');
    await ann.submit({ body: `${'a'.repeat(2990)}\nlast` });
    await seen(ann.sees, 'Preview of call.missed');
    await ann.press('Edit template…');
    await seen(ann.modal, 'part 2');
    const wrong = await ann.submit({ 'body~1n': `${'b'.repeat(2900)} {{#if}}` });
    expect(wrong.body).toMatch(/./);
    expect(ann.modal()).toContain('part 2');
    expect(await ann.submit({ 'body~1n': 'b'.repeat(2900) })).toEqual({});
    await seen(ann.sees, 'b'.repeat(100));
  });

  test('a template is edited with a preview; a second editor sees the changes of the first', async () => {
    const { slack, post, person } = await start(transport);
    const [ann, eve] = [person('U0ANN'), person('U0EVE')];
    await ann.command('add call.missed');
    await seen(ann.sees, '[Save rule]');
    await ann.press('Save rule');
    await seen(ann.sees, '✓ Rule 1 saved');
    for (const one of [ann, eve]) {
      await one.command('templates call.missed');
      await seen(one.sees, 'Template call.missed');
      await one.press('Edit template…');
      await seen(one.modal, 'Text: [');
    }
    await ann.submit({ title: 'No one took {{call.caller.id}}' });
    await seen(ann.sees, 'No one took superhero4');
    await ann.press('Save for this channel');
    await seen(ann.sees, '✓ Saved version 1 for this channel.');
    await eve.submit({ title: 'Lost: {{call.caller.id}}' });
    await seen(eve.sees, 'Lost: superhero4');
    await eve.press('Save for this channel');
    await seen(eve.sees, /Ann saved version 1 for this channel[\s\S]*- title: No one took[\s\S]*\[Overwrite theirs\]/);
    await post('call_unanswered');
    expect(slack.read(CHANNEL)).toContain('No one took superhero4');
  });
});
