/** Names of the actors that aren't people: `cli` is the command line, `config` the configuration file. */
export const origins: Readonly<Record<string, string>> = { cli: 'the command line', config: 'the configuration file' };
