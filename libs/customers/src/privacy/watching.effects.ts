import { effect, type Effect, type Tools } from '@chignon/eventing';
import { withMarksOf, withoutMarksOf } from '../access/watch.js';
import { links } from '../identity/links-ledger.js';
import { linkedRecords } from '../identity/links.view.js';
import { changeWatch, watchOver } from './watching.flow.js';

/** Records of one person are watched together while they are linked: whichever is asked for shows the person. */
export const followLinks: Effect = effect([links], {
  name: 'customers.follow-watches',
  on: {
    CustomersLinked: async ({ data: { survivorId, absorbedId } }, tools) => {
      const [survivor, absorbed] = [
        await watchOver(tools, survivorId),
        await watchOver(tools, absorbedId),
      ];
      if (absorbed.marks.length > 0)
        await changeWatch(tools, survivorId, (watch) => withMarksOf(watch, absorbed));
      if (survivor.marks.length > 0)
        await changeWatch(tools, absorbedId, (watch) => withMarksOf(watch, survivor));
    },
    CustomersUnlinked: async ({ data: { survivorId, absorbedId } }, tools) => {
      await changeWatch(tools, survivorId, (watch) => withoutMarksOf(watch, absorbedId));
      await changeWatch(tools, absorbedId, (watch) => withoutMarksOf(watch, survivorId));
      await passUp(tools, survivorId);
    },
  },
});

/** Links from one record to the next: more are a mistake. */
const STEPS_MAX = 50;

/** What a record lost goes from whoever it belongs to as well. */
async function passUp(tools: Tools, id: string): Promise<void> {
  let at = id;
  for (let step = 0; step < STEPS_MAX; step++) {
    const into = (await tools.documents.get(tools.collection(linkedRecords), at))?.into;
    if (into === undefined) return;
    const given = await watchOver(tools, at);
    await changeWatch(tools, into, (watch) => withMarksOf(watch, given));
    at = into;
  }
}
