/** Why a goal is missed, by its id: printed beside it in RESULTS.md. */
export const gaps: Readonly<Record<string, string>> = {}
