declare module 'class-transformer/cjs/storage.js' {
  /** Where class-transformer keeps what `@Type` was told. */
  export const defaultMetadataStorage: any;
}
