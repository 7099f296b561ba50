/** Safe HTML: template values are escaped unless this file created them. */

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Finished HTML. A class, so that no value from JSON can imitate it. */
class Html {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

export type { Html };

type Value = Html | string | number | readonly Html[];

/** ``html`<b>${name}</b>` ``: values are escaped; Html and lists of Html are inserted unchanged. Attributes need quotes. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(String.raw({ raw: strings }, ...values.map(write)));
}

function write(value: Value): string {
  if (value instanceof Html) return value.toString();
  if (Array.isArray(value)) return value.join('');
  return String(value).replace(/[&<>"']/g, character => entities[character] ?? '');
}

/** Text with its line breaks. */
export function lines(text: string): Html {
  return html`${text.split('\n').map((line, index) => (index === 0 ? html`${line}` : html`<br>${line}`))}`;
}

/** A button with an action id, which the page sends when it is pressed. */
export function actionButton(action: string, content: Html, kind: string): Html {
  return html`<button type="button" class="${kind}" data-action="${action}">${content}</button>`;
}

/** A link that opens a new tab; only `content` if the address is neither http nor https. */
export function link(url: unknown, content: Html, kind = ''): Html {
  const address = typeof url === 'string' ? URL.parse(url) : null;
  if (address === null || !/^https?:$/.test(address.protocol))
    return kind ? html`<span class="${kind}">${content}</span>` : content;
  return html`<a class="${kind}" href="${address.href}" target="_blank" rel="noopener noreferrer nofollow">${content}</a>`;
}
