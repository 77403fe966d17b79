/** Bytes of the largest content that a line carries. */
export const LARGEST_CONTENT = 64 << 20

/** Bytes of the longest line without its content: a path, 64 KiB of metadata and of tags, every character escaped. */
const LONGEST_MEMBERS = 1 << 20

/** Bytes of the longest line: base64 takes four bytes for three. */
export const LONGEST_LINE = Math.ceil(LARGEST_CONTENT / 3) * 4 + LONGEST_MEMBERS
