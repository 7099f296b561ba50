/** Discord's ids contain the time of their creation: https://docs.discord.com/developers/reference#snowflakes */

const epoch = 1_420_070_400_000;

/** The lowest id of a moment (milliseconds). */
export function snowflakeAt(moment: number): bigint {
  return BigInt(Math.max(0, Math.floor(moment) - epoch)) << 22n;
}

/** When a thing with this id was created, milliseconds; 0 for a text that is no id. */
export function createdAt(id: string): number {
  return /^\d{1,20}$/.test(id) ? Number(BigInt(id) >> 22n) + epoch : 0;
}
