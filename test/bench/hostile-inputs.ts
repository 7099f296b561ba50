/** The most hostile templates and conditions that were found, each as long as it may be. */

import { shortNames } from '../../src/messages/template/short-names.ts';

const length = 9_900;
const fill = (piece: string) => piece.repeat(Math.floor(length / piece.length));
const half = (left: string, right: string) => {
  const count = Math.floor(length / (left.length + right.length));
  return left.repeat(count) + right.repeat(count);
};
const loop = (body: string) => `{{#each session.people}}${body}{{/each}}`;
const runs = Array.from({ length: 135 }, (_, at) => `${'`'.repeat(at + 1)}a`).join('');

/** Encoding a host takes time that grows with the square of its different letters. */
const longHost = String.fromCodePoint(...Array.from({ length: 5000 }, (_, at) => 0x4e00 + at));

const markdown = {
  ...Object.fromEntries(
    [
      ...['- ', '* ', '+ ', '1. ', '2) ', '> ', '>', '> - 1. ', '-\t', '- a\n', '- a\n\n', '> a\n', '-\n', '> - a\n'],
      ...['a ***', '_', '*a ', 'a* ', '*a** ', '**__', '*_', '*a_ ', '**a ', 'a**b', '***a*', '_a __b '],
      ...['[', '[]', '![', '[a](', '[](', '[a](b)', '[a](<', '[a](b "', '[a][', '](', '[\\]', '[a]: b\n', '[a\n'],
      ...['a `', 'a ``', '```\n', '~~~\n', '    a\n', '<', '<a ', '<a b="', 'a<!--', 'a<?', 'a<!A ', '</', '<http:'],
      ...['&', '&amp;', '&#1', '\\', '\\*', '\t', 'a  \n', 'a\n=\n', '# ', '---\n', '\r', '\0', 'a\\\n', ' &amp;](]'],
    ].map(piece => [JSON.stringify(piece), fill(piece)]),
  ),
  'stars in stars': half('**a ', 'b** '),
  'links in links': half('[a', '](b)'),
  'pictures in pictures': half('![a', '](b)'),
  'runs of backticks': runs,
  'lists line by line': Array.from({ length: 100 }, (_, at) => `${' '.repeat(2 * at)}- a\n`)
    .join('')
    .slice(0, length),
  'eight quotes in each line': fill(`${'> '.repeat(8)}a\n`),
  'eight lists in each line': fill(`${'- '.repeat(8)}a\n`),
  'one definition, a long host': `${'[a] '.repeat(1200)}\n\n[a]: http://x@${longHost}`,
  'one definition, many links': `${'[a] '.repeat(1900)}\n\n[a]: https://x.example/${'b'.repeat(2000)}`,
};

const handlebars = {
  'values everywhere': fill('{{type}}'),
  'long values everywhere': fill('{{message.text}}'),
  'a long value in addresses': fill('[a]({{message.text}})'),
  'times everywhere': fill('{{time}}'),
  'blocks that write nothing': fill('{{#if type}}{{/if}}'),
  'blocks without an end': fill('{{#if type}}'),
  'tags without an end': fill('{{'),
  'names that are wrong': fill('{{call.caler.nam}}'),
  'calls in calls': `{{#if ${'(not '.repeat(1400)}type${')'.repeat(1400)}}}{{/if}}`,
  'a long path': `{{${'a.b.'.repeat(2400)}c}}`,
  'loops of loops': loop(loop(loop('x')).replaceAll('#each session', '#each @root.session')),
  'a long loop': loop(`${'{{call.room}}'.repeat(750)}`),
  'lists in a loop': loop(`${'{{list @root.session.people max=999}}'.repeat(250)}`),
  'the whole list': '{{list session.people max=10000}}',
  'styles in a loop': loop(loop('**a** [b](https://c.example/) `d` ').replace('session', '@root.session')),
  'lists as words': fill('{{pick session.people "a"}}'),
};

/** Each short name as often as it fits, alone, in an address, as a condition, and in a loop of all people. */
const eachShort = Object.fromEntries(
  Object.keys(shortNames).flatMap(name => [
    [`{{${name}}} everywhere`, fill(`{{${name}}} `)],
    [`{{${name}}} in addresses`, fill(`[a]({{${name}}}) `)],
    [`{{#if ${name}}} everywhere`, fill(`{{#if ${name}}}{{/if}}`)],
    [`{{${name}}} in a loop`, loop(`{{@root.${name}}}`.repeat(600))],
  ]),
);

const shortLists = {
  'a loop of {{people}}': `{{#each people}}${'{{this}} {{name}} '.repeat(500)}{{/each}}`,
  'loops of {{people}}': '{{#each people}}{{#each @root.people}}{{this}}{{/each}}{{/each}}',
  'lists of {{people}} in a loop': loop('{{list @root.people max=999}}'.repeat(250)),
};

/** Those with short names, by name. */
export const hostileShortNames: Readonly<Record<string, string>> = { ...eachShort, ...shortLists };

/** By name. */
export const hostileTemplates: Readonly<Record<string, string>> = { ...markdown, ...handlebars, ...hostileShortNames };

/** For the name of a message's sender: no digit, no space, and each search in it compares as much as it can. */
export const hostileName = 'a'.repeat(34_000);

const anyOf = (count: number, condition: string) => Array(count).fill(condition).join(' || ');

/** By name. */
export const hostileConditions: Readonly<Record<string, string>> = {
  'in within a loop': 'session.people.exists(p, p in session.people)',
  'a text within a loop': 'session.people.exists(p, message.text.contains(p.id))',
  'sums within a loop': 'session.people.map(p, session.people + session.people).size() > 0',
  'a loop of letters': 'message.text.split("").exists(c, message.text.contains(c + "?"))',
  'letters of a text': `${anyOf(12, '"aa" in message.text.split("")')}`,
  'time zones within a loop': 'session.people.exists(p, timestamp(p.joinedAt).getHours("Asia/Tokyo") == 3)',
  'comparisons with null': `session.people.exists(p, ${anyOf(5, 'p.seconds > 60')})`,
  'most comparisons with null': `session.people.exists(p, ${anyOf(30, 'p.seconds > 60')})`,
  'as many comparisons as are allowed': `session.people.exists(p, ${anyOf(12, 'p.id == "none"')})`,
  'loops after loops': anyOf(12, 'session.people.exists(p, p.id == "none")'),
  'loops of loops': 'session.people.filter(p, p.id != "x").map(p, p.id + p.name).exists(n, n == "none")',
  'a text in capitals': anyOf(20, 'message.text.lowerAscii() == "none"'),
  'a long search': `message.sender.name.contains("${'a'.repeat(450)}b${'a'.repeat(450)}")`,
  'short searches': anyOf(15, 'message.sender.name.contains("aaaaaaaab")'),
  'a long beginning': `message.sender.name.startsWith("${'a'.repeat(900)}b")`,
  'a long end': `message.sender.name.endsWith("b${'a'.repeat(900)}")`,
  'a name in capitals': anyOf(20, 'message.sender.name.upperAscii() == "none"'),
  'a name in small letters': anyOf(20, 'message.sender.name.lowerAscii() == "none"'),
  'a name without spaces': anyOf(20, 'message.sender.name.trim() == "none"'),
  'the size of a name': anyOf(20, 'message.sender.name.size() < 3'),
  'a name as a number': anyOf(20, 'double(message.sender.name) < 3.0'),
  'a name as a whole number': anyOf(20, 'int(message.sender.name) < 3'),
  'a name as a time': anyOf(15, 'timestamp(message.sender.name).getHours() < 3'),
  'a name as a zone': anyOf(10, 'timestamp(time).getHours(message.sender.name) < 0'),
  'a long duration': `duration("${'1'.repeat(960)}") == duration("1s")`,
  'a name as a duration': 'duration(message.sender.name).getHours() > 1',
  'a search from the end': `message.sender.name.lastIndexOf("${'a'.repeat(900)}b") > 1`,
  'a regular expression': 'session.people.exists(p, p.name.matches("(a+)+$"))',
  bindings: 'cel.bind(a, "xx", cel.bind(b, a + a, b + b + b == "x"))',
  'names that are wrong': anyOf(40, 'call.kindd == "a"'),
  brackets: '('.repeat(999),
  not: `${'!'.repeat(990)}true`,
};
