import type { Migration } from 'kysely/migration';
import type { DatabaseKind } from '../tables.ts';
import { first } from './0001-first.ts';
import { replicas } from './0002-replicas.ts';
import { chat } from './0003-chat.ts';
import { scopes } from './0004-scopes.ts';
import { rotation } from './0005-rotation.ts';
import { secrets } from './0006-secrets.ts';
import { droppedMentions } from './0007-dropped-mentions.ts';
import { tests } from './0008-tests.ts';
import { post } from './0009-post.ts';
import { deliveryKinds } from './0010-delivery-kinds.ts';
import { timers } from './0011-timers.ts';
import { sessions } from './0012-sessions.ts';
import { hourlyCounts } from './0013-hourly-counts.ts';
import { cards } from './0014-cards.ts';
import { storeNames } from './0015-store-names.ts';

/**
 * Lists every migration in order. A new one comes last: Kysely rejects a database that has run a later one. There is no way
 * back: the next migration fixes a mistake.
 */
export function migrations(kind: DatabaseKind): Record<string, Migration> {
  return {
    '0001-first': first(kind),
    '0002-replicas': replicas,
    '0003-chat': chat,
    '0004-scopes': scopes,
    '0005-rotation': rotation,
    '0006-secrets': secrets,
    '0007-dropped-mentions': droppedMentions,
    '0008-tests': tests,
    '0009-post': post,
    '0010-delivery-kinds': deliveryKinds(kind),
    '0011-timers': timers,
    '0012-sessions': sessions(kind),
    '0013-hourly-counts': hourlyCounts,
    '0014-cards': cards,
    '0015-store-names': storeNames,
  };
}
