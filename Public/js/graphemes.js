// Text is cut between the characters people see: an emoji may consist of ten code points.

const segmenter = new Intl.Segmenter();
/** Code units looked at for each character asked for: one with a thousand accents is cut all the same. */
const MOST_UNITS = 40;

/** The first characters of a text, and whether there are more. */
export function firstOf(text, count) {
  const looked = text.slice(0, (count + 1) * MOST_UNITS);
  const parts = Array.from(segmenter.segment(looked), (part) => part.segment);
  const short = parts.slice(0, count).map((part) => part.slice(0, MOST_UNITS)).join('');
  return { short, isCut: parts.length > count || looked.length < text.length };
}
