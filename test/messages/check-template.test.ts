import { describe, expect, test } from 'vitest';
import { checkTemplate } from '../../src/messages/template/check-template.ts';
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
    ['\n{{call.caler.name}}', 'body, line 2: Unknown field "call.caler.name". Did you mean "call.caller.name"?'],
    ['{{#each session.people}}{{nam}}{{/each}}', 'line 1: Unknown field "session.people[].nam". Did you mean "name"?'],
    ['{{#each session.people}}{{call.kind}}{{/each}}', '. Use @root.call.kind here'],
    ['{{#each session.people as |who|}}{{who.age}}{{/each}}', 'Unknown field "session.people[].age"'],
    ['{{#each call.caller}}{{/each}}', "#each needs a list, but call.caller isn't one"],
    ['{{#if a.b}}{{/if}}', 'Unknown field "a.b"'],
    ['{{../type}}', 'Too many ../ in ../type'],
    ['{{@indx}}', 'Unknown name "@indx". Did you mean "index"?'],
    ['{{session.people}}', 'session.people is a list. Use {{list session.people}} or #each'],
    ['{{call.caller}}', 'call.caller is a person or group. Use {{person call.caller}} or call.caller.name'],
    ['{{#each session.people}}{{this}}{{/each}}', 'this is an object. Use one of its fields: id, name'],
    ['{{#each session.people as |who|}}{{code who}}{{/each}}', 'who is an object. Use one of its fields: id, name'],
    [
      '{{or call.caller "someone"}}',
      'call.caller is a person or group. Use {{person call.caller}} or call.caller.name',
    ],
    ['{{pick session.people "a" b="c"}}', 'session.people is a list.'],
    ['{{durration call.duration}}', 'Unknown helper {{durration}}. Did you mean "duration"?'],
    ['{{code}}', 'code needs 1 value, like {{code recording.path}}'],
    ['{{plural session.peak "person"}}', 'plural needs 3 values, like'],
    ['{{person call.noone}}', 'Unknown field "call.noone"'],
    [
      '{{#if (eq call.outcome "misssed")}}{{/if}}',
      'call.outcome can\'t be "misssed". Use unanswered, rejected, busy, cancelled, failed or answered',
    ],
    ['{{pick call.kind audo="a"}}', 'call.kind can\'t be "audo". Use audio or video'],
    ['{{#foreach session.people}}{{/foreach}}', 'Unknown helper {{#foreach}}'],
    ['{{#call}}{{/call}}', 'Unknown helper {{#call}}'],
    ['{{#if}}{{/if}}', '{{#if}} needs one value'],
    ['{{> other}}', 'Partials'],
    ['{{* inline}}', 'decorators'],
    ['{{lookup call "kind"}}', 'Unknown helper {{lookup}}'],
    ['{{log type}}', 'Unknown helper {{log}}'],
    ['{{constructor.constructor}}', 'Unknown field "constructor.constructor"'],
    ['{{"text"}}', "Plain text doesn't need {{ }}"],
    ['ok\n{{call.kind', 'line 2: Syntax error: check for an unclosed or misspelled {{ }}'],
    ['a\n{{#if type}}{{/each}}', 'line 2: {{#if}} is closed by {{/each}}'],
    [`${'{{#if type}}'.repeat(21)}${'{{/if}}'.repeat(21)}`, 'Nested more than 20 levels deep'],
    [`{{#if ${'(not '.repeat(1500)}type${')'.repeat(1500)}}}{{/if}}`, 'Nested more than 20 levels deep'],
    [`\n{{#if ${'(not '.repeat(21)}type${')'.repeat(21)}}}{{/if}}`, 'line 2: Nested more than 20 levels deep'],
    ['x'.repeat(10_001), 'Longer than 10,000 characters'],
    [`${'- '.repeat(4450)}a`, 'body, Lists and quotes are nested more than 8 levels deep'],
    [`{{#if type}}${'> '.repeat(9)}{{type}}{{/if}}`, 'nested more than 8 levels deep'],
  ])('%.60j: %s', (body, problem) => {
    expect(check(body).join('\n')).toContain(problem);
  });

  test('title and buttons are checked as well, and every problem is reported', () => {
    const buttons = [{ label: 'Open', url: '{{recording.link}}' }];
    expect(checkTemplate(makeTemplate('{{a}}{{b}}', { title: '{{tpe}}', buttons }))).toEqual([
      'title, line 1: Unknown field "tpe". Did you mean "type"?',
      'button 1 url, line 1: Unknown field "recording.link". Did you mean "recording.kind"?',
      'body, line 1: Unknown field "a"',
      'body, line 1: Unknown field "b"',
    ]);
  });

  test('at most 20 problems of a text are reported', () => {
    expect(check('{{call.caler}} '.repeat(600))).toHaveLength(20);
  });

  test('a template must not be empty', () => {
    expect(checkTemplate(makeTemplate(' ', { title: '' }))).toEqual(['Empty: add a title or some text']);
  });
});
