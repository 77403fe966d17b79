/** Rules of the protocol. The real one keeps them all; a test breaks each to see that the model notices. */
export interface Protocol {
  /** Content that an upload holds a lease on is not condemned. */
  readonly keepsLeases: boolean
  /** Condemning asks for references in the same commit, whatever the list of candidates said. */
  readonly asksForReferences: boolean
  /** The object goes only after the row says that its content is condemned. */
  readonly condemnsFirst: boolean
  /** The object leaves the list of the doomed only once it is deleted. */
  readonly deletesBeforeDropping: boolean
  /** Announcing condemned or doubted content gives a new generation, so a new key. */
  readonly renewsGenerations: boolean
  /** Doubted content is what it was until its replacement is there. */
  readonly keepsDoubted: boolean
  /** Replacing doubted content puts its object on the list of the doomed. */
  readonly doomsDoubted: boolean
  /** The commit that names content asks that it be of the generation that was announced, and not condemned. */
  readonly confirmsGeneration: boolean
  /** A commit names content only after its object is there. */
  readonly uploadsFirst: boolean
  /** Announced content and content that lost a reference goes on the list of candidates. */
  readonly listsAnnounced: boolean
  readonly listsPruned: boolean
  /** Content on the list that is leased stays on it. */
  readonly keepsLeasedListed: boolean
  /** A reader whose object is gone reads the node again before it calls that damage. */
  readonly readsAgain: boolean
  /** A writer that comes too late takes its object away. */
  readonly clearsLateUploads: boolean
}

/** The protocol as it is. */
export const PROTOCOL: Protocol = {
  keepsLeases: true,
  asksForReferences: true,
  condemnsFirst: true,
  deletesBeforeDropping: true,
  renewsGenerations: true,
  keepsDoubted: true,
  doomsDoubted: true,
  confirmsGeneration: true,
  uploadsFirst: true,
  listsAnnounced: true,
  listsPruned: true,
  keepsLeasedListed: true,
  readsAgain: true,
  clearsLateUploads: true,
}
