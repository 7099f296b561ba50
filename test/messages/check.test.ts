import { describe, expect, test } from 'vitest';
import { checkTemplate } from '../../src/messages/check.ts';
import { makeTemplate } from './samples.ts';

const check = (body: string) => checkTemplate(makeTemplate(body));

describe('checkTemplate', () => {
  test.each([
    '{{call.kind}} {{time}} {{meaning}} {{this.type}}',
    '{{#each session.people}}{{name}} {{this.id}} {{@index}} {{../type}} {{@root.call.id}}{{/each}}',
    '{{#each session.people as |who i|}}{{who.name}} {{i}} {{person who}}{{/each}}',
    '{{#each session.people as |who|}}{{#each @root.session.recordings}}{{url}} {{who.name}}{{/each}}{{/each}}',
    '{{#with call.caller}}{{name}}{{#if id}}{{../call.kind}}{{/if}}{{/with}}',
    '{{#each recording.urls}}{{this}}{{/each}}',
    '{{#if (eq call.outcome "busy")}}a{{else if (not call.kind)}}b{{else}}c{{/if}}',
    '{{! a comment }}{{{call.caller.name}}}',
    `${'('.repeat(50)} {{type}} ${'('.repeat(50)} {{or type "${'('.repeat(50)}"}}`,
    `{{#if ${'(not '.repeat(19)}type${')'.repeat(19)}}}{{/if}}`,
    '{{#if (or call.caller session.people)}}{{person (or call.caller session.caller)}}{{/if}}',
    '{{#each session.people}}{{person this}}{{/each}}',
  ])('nothing against %s', body => {
    expect(check(body)).toEqual([]);
  });

  test.each([
    ['\n{{call.caler.name}}', 'body, line 2: there is no call.caler.name: did you mean call.caller.name?'],
    ['{{#each session.people}}{{nam}}{{/each}}', 'line 1: there is no session.people[].nam: did you mean name?'],
    ['{{#each session.people}}{{call.kind}}{{/each}}', 'write @root.call.kind here'],
    ['{{#each session.people as |who|}}{{who.age}}{{/each}}', 'there is no session.people[].age'],
    ['{{#each call.caller}}{{/each}}', '#each needs a list: call.caller is none'],
    ['{{#if a.b}}{{/if}}', 'there is no a.b'],
    ['{{../type}}', 'leads out of the event'],
    ['{{@indx}}', 'there is no @indx: did you mean index?'],
    ['{{session.people}}', 'is a list: write {{list session.people}}'],
    ['{{call.caller}}', 'call.caller has fields: id, name'],
    ['{{#each session.people}}{{this}}{{/each}}', 'this has fields: id, name'],
    ['{{#each session.people as |who|}}{{code who}}{{/each}}', 'who has fields: id, name'],
    ['{{or call.caller "somebody"}}', 'call.caller has fields: id, name'],
    ['{{pick session.people "a" b="c"}}', 'session.people is a list'],
    ['{{durration call.duration}}', 'there is no {{durration}}: did you mean duration?'],
    ['{{duration}}', 'duration needs a value: {{duration meeting.duration}}'],
    ['{{plural session.peak "person"}}', 'plural needs 3 values'],
    ['{{person call.nobody}}', 'there is no call.nobody'],
    ['{{#if (eq call.outcome "misssed")}}{{/if}}', 'call.outcome is never "misssed", only unanswered, rejected'],
    ['{{pick call.kind audo="a"}}', 'call.kind is never "audo"'],
    ['{{#foreach session.people}}{{/foreach}}', 'there is no {{#foreach}}'],
    ['{{#call}}{{/call}}', 'there is no {{#call}}'],
    ['{{#if}}{{/if}}', '{{#if}} needs one value'],
    ['{{> other}}', 'partials'],
    ['{{* inline}}', 'decorators'],
    ['{{lookup call "kind"}}', 'there is no {{lookup}}'],
    ['{{log type}}', 'there is no {{log}}'],
    ['{{constructor.constructor}}', 'there is no constructor.constructor'],
    ['{{"text"}}', 'write text without {{ }}'],
    ['ok\n{{call.kind', 'line 2: not Handlebars'],
    ['a\n{{#if type}}{{/each}}', "line 2: if doesn't match each"],
    [`${'{{#if type}}'.repeat(21)}${'{{/if}}'.repeat(21)}`, 'nested more than 20 deep'],
    [`{{#if ${'(not '.repeat(1500)}type${')'.repeat(1500)}}}{{/if}}`, 'nested more than 20 deep'],
    [`\n{{#if ${'(not '.repeat(21)}type${')'.repeat(21)}}}{{/if}}`, 'line 2: nested more than 20 deep'],
    ['x'.repeat(10_001), 'longer than 10000 characters'],
    [`${'- '.repeat(4450)}a`, 'body, lists and quotes are nested more than 8 deep: use fewer levels'],
    [`{{#if type}}${'> '.repeat(9)}{{type}}{{/if}}`, 'nested more than 8 deep'],
  ])('%.60j: %s', (body, problem) => {
    expect(check(body).join('\n')).toContain(problem);
  });

  test('title and buttons are checked too, and every problem is told', () => {
    const buttons = [{ label: 'Open', url: '{{recording.link}}' }];
    expect(checkTemplate(makeTemplate('{{a}}{{b}}', { title: '{{tpe}}', buttons }))).toEqual([
      'title, line 1: there is no tpe: did you mean type?',
      'button 1 url, line 1: there is no recording.link: did you mean recording.kind?',
      'body, line 1: there is no a',
      'body, line 1: there is no b',
    ]);
  });

  test('no more than 20 problems of a text are looked into', () => {
    expect(check('{{call.caler}} '.repeat(600))).toHaveLength(20);
  });

  test('a template must say something', () => {
    expect(checkTemplate(makeTemplate(' ', { title: '' }))).toEqual(['says nothing: give it a title or a body']);
  });
});
