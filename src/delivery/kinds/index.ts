import type { DeliveryKind } from '../../store/deliveries/stored-states.ts';
import { edit } from './edit-kind.ts';
import type { Kind } from './kind.ts';
import { post } from './post-kind.ts';
import { reply } from './reply-kind.ts';

export const kinds: Readonly<Record<DeliveryKind, Kind>> = { post, reply, edit };
