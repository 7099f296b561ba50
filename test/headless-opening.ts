const openings = ['What', 'Whoever', 'Whom', 'Who', 'Whose', 'Of', 'Nobody', 'None'];

/** A sentence with one of these words first; as a statement it has no subject there. */
export const headlessOpening = new RegExp(`^(?:${openings.join('|')})\\b`);
