/** Forms that a platform could not open at once, kept among the drafts: they outlive a restart. */
import type { Form, KeptForms } from '../../platforms/chat.ts';
import { findDraft, keepDraft } from '../../store/drafts.ts';
import type { Db } from '../../store/tables.ts';

interface KeptForm {
  of: 'form';
  form: Form;
}

/** Those of each platform, by its name. */
export function createKeptForms(db: Db): (platform: string) => KeptForms {
  return platform => {
    const ownerOf = ({ by, channel }: Parameters<KeptForms['find']>[1]) => ({
      author: `${platform}:${by.id}`,
      channel: `${platform}:${channel}`,
    });
    return {
      keep(form, request) {
        const body: KeptForm = { of: 'form', form };
        return keepDraft(db, { ...ownerOf(request), body }, Date.now());
      },
      async find(id, request) {
        const body = (await findDraft(db, id, ownerOf(request), Date.now())) as KeptForm | null;
        return body?.of === 'form' ? body.form : null;
      },
    };
  };
}
