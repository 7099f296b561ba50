/** What Discord's part has to say to the log; pino's logger is one. */
export interface Log {
  info(text: string): void;
  warn(text: string): void;
  error(text: string): void;
}
