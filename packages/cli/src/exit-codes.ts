/** Exit codes that no error stands for; the others are in the error table. */
export const EXIT = {
  ok: 0,
  failure: 1,
  notFound: 3,
  partial: 7,
  differences: 10,
  interrupted: 130,
} as const
