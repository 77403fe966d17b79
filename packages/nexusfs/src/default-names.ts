/** Names that are used where the configuration gives none. */
export const defaultNames = {
  /** Folder of the embedded default, below the working directory. */
  dataDir: 'nexus-data',
  /** The metadata store, below the data folder. */
  database: 'metadata.db',
  /** Configuration files of the working directory. */
  configFiles: ['nexus.yaml', 'nexus.yml'],
  /** Configuration file of the user, below the home folder. */
  userConfigFile: '.nexus/config.yaml',
  /** Folder of packages for all projects of the user, below the home folder; it has its own package.json. */
  userPackages: '.nexus/packages',
} as const
