import { expect, test } from 'vitest';
import { parseCommandText } from '../../../../src/platforms/slack/listeners/parse-command.ts';

test.for([
  ['  rules ', 'rules'],
  ['add call.missed mention <@U0ANN|ann>', 'add call.missed mention <@U0ANN>'],
  ['add call.missed mention <!here|@here>', 'add call.missed mention <!here>'],
  ['duplicate 2 <#C0456|calls>', 'duplicate 2 <#C0456>'],
  ['if call.duration &gt; 30 &amp;&amp; call.duration &lt; 90', 'if call.duration > 30 && call.duration < 90'],
  ['why &lt;@U1&gt; &amp;lt;', 'why <@U1> &lt;'],
  ['if call.caller.name == "<http://ada.example|ada.example>"', 'if call.caller.name == "ada.example"'],
  ['source <https://a.example/x>', 'source https://a.example/x'],
])('%s', ([sent = '', typed]) => {
  expect(parseCommandText(sent)).toBe(typed);
});
